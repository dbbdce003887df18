/* Romanian for Plotly: its controls, and the names of days and months. */
(function () {
    "use strict";

    const ro = {
        moduleType: "locale",
        name: "ro",
        dictionary: {
            "Autoscale": "Scalare automată",
            "Download plot as a png": "Descarcă graficul ca PNG",
            "Download plot as a PNG": "Descarcă graficul ca PNG",
            "Download plot": "Descarcă graficul",
            "Double-click to zoom back out": "Dublu clic pentru a reveni la întreg",
            "Pan": "Deplasare",
            "Reset": "Revenire",
            "Reset axes": "Toată noaptea",
            "Snapshot succeeded": "Imaginea este gata",
            "Sorry, there was a problem downloading your snapshot!": "Imaginea nu a putut fi descărcată.",
            "Taking snapshot - this may take a few seconds": "Se face imaginea – durează câteva secunde",
            "Toggle Spike Lines": "Linii ajutătoare",
            "Zoom": "Mărire",
            "Zoom in": "Mărește",
            "Zoom out": "Micșorează"
        },
        format: {
            days: ["duminică", "luni", "marți", "miercuri", "joi", "vineri", "sâmbătă"],
            shortDays: ["dum.", "lun.", "mar.", "mie.", "joi", "vin.", "sâm."],
            months: [
                "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
                "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie"
            ],
            shortMonths: ["ian.", "feb.", "mar.", "apr.", "mai", "iun.", "iul.", "aug.", "sept.", "oct.", "nov.", "dec."],
            date: "%d.%m.%Y",
            decimal: ",",
            thousands: "."
        }
    };

    if (window.Plotly) {
        window.Plotly.register(ro);
    } else {
        window.PlotlyLocales = window.PlotlyLocales || [];
        window.PlotlyLocales.push(ro);
    }
})();
