/* Romanian for plotly: names of days and months, numbers and times, and the few words it shows itself.
   The desk loads it before plotly, which then takes it from PlotlyLocales; patients' pages after it. */
(function () {
"use strict";
const ro = {
  moduleType: "locale",
  name: "ro",
  dictionary: {
    "Double-click to zoom back out": "Apăsați de două ori pentru a reveni la toată noaptea",
    "Double-click on legend to isolate one trace": "Apăsați de două ori în legendă pentru o singură curbă",
    "Download plot as a PNG": "Descărcați graficul ca imagine PNG",
    "Download plot as a png": "Descărcați graficul ca imagine PNG",
    "Download plot": "Descărcați graficul",
    "Snapshot succeeded": "Imaginea este gata",
    "Taking snapshot - this may take a few seconds": "Imaginea se pregătește; poate dura câteva secunde",
    "Sorry, there was a problem downloading your snapshot!": "Imaginea nu a putut fi descărcată.",
    "Image download succeeded": "Imaginea a fost descărcată",
    "Preparing image - this may take a few seconds": "Imaginea se pregătește; poate dura câteva secunde",
    "Sorry, there was a problem downloading your image!": "Imaginea nu a putut fi descărcată.",
    "Reset": "Revenire",
    "Reset axes": "Toată noaptea",
    "Reset view": "Toată noaptea",
    "Pan": "Deplasare",
    "Zoom": "Mărire",
    "Zoom in": "Mărire",
    "Zoom out": "Micșorare",
    "Autoscale": "Scară automată",
    "Toggle Spike Lines": "Linii de citire",
    "Compare data on hover": "Compară valorile la același moment",
    "Show closest data on hover": "Arată valoarea cea mai apropiată",
  },
  format: {
    days: ["duminică", "luni", "marți", "miercuri", "joi", "vineri", "sâmbătă"],
    shortDays: ["dum.", "lun.", "mar.", "mie.", "joi", "vin.", "sâm."],
    months: [
      "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
      "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie",
    ],
    shortMonths: ["ian.", "feb.", "mar.", "apr.", "mai", "iun.", "iul.", "aug.", "sept.", "oct.", "nov.", "dec."],
    periods: ["a.m.", "p.m."],
    dateTime: "%A, %e %B %Y, %X",
    date: "%d.%m.%Y",
    time: "%H:%M:%S",
    decimal: ",",
    thousands: ".",
    grouping: [3],
    currency: ["", " lei"],
    year: "%Y",
    month: "%b %Y",
    dayMonth: "%-d %b",
    dayMonthYear: "%-d %b %Y",
  },
};
if (window.Plotly) {
  window.Plotly.register(ro);
} else {
  window.PlotlyLocales = window.PlotlyLocales || [];
  window.PlotlyLocales.push(ro);
}
})();
