"use strict";
/* Draws the charts of a patient's page: plotly is fetched when the first chart comes near the screen.
   Whatever fails ends in a sentence, a button to try again, and the picture; never in waiting without end. */
(() => {
  const page = document.querySelector("[data-plotly]");
  const isNarrow = window.matchMedia("(max-width: 639px)");
  const isDark = window.matchMedia("(prefers-color-scheme: dark)");
  const PATIENCE_MS = 60000;
  let plotly = null;

  const loadScript = (url) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const timer = setTimeout(() => reject(new Error("slow")), PATIENCE_MS);
      script.src = url;
      script.onload = () => { clearTimeout(timer); resolve(); };
      script.onerror = () => { clearTimeout(timer); script.remove(); reject(new Error("script")); };
      document.head.append(script);
    });

  const loadPlotly = () => {
    plotly ??= loadScript(page.dataset.plotly)
      .then(() => page.dataset.plotlyLocale && loadScript(page.dataset.plotlyLocale))
      .catch((error) => { plotly = null; throw error; });
    return plotly;
  };

  const fetchFigure = async (url) => {
    const wanted = new URL(url, location.href);
    if (isNarrow.matches) wanted.searchParams.set("compact", "1");
    if (isDark.matches) wanted.searchParams.set("dark", "1");
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(wanted, { signal: stop.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      return await answer.json();
    } finally {
      clearTimeout(timer);
    }
  };

  const show = (chart, state) => {
    chart.dataset.state = state;
    const failed = chart.querySelector(".chart__word--failed");
    chart.querySelector(".chart__word--waiting").hidden = state !== "waiting";
    failed.hidden = state !== "failed";
    if (state === "failed") failed.querySelectorAll("img[data-src]").forEach((picture) => { picture.src = picture.dataset.src; });
  };

  /* A part of the night was chosen: offer the way back to all of it. */
  const offerWholeNight = (chart, plot) => {
    const button = chart.parentElement.querySelector("[data-whole]");
    const whole = [...plot.layout.xaxis.range];
    const times = (range) => range.map((time) => new Date(time).getTime()).join();
    button.hidden = true;
    plot.on("plotly_relayout", () => { button.hidden = times(plot.layout.xaxis.range) === times(whole); });
    button.onclick = () => Plotly.relayout(plot, { "xaxis.range": [...whole] });
  };

  /* As many times on the axis as have room to stand level. */
  const TICK_PX = 76;
  const fitTicks = (plot, layout) => {
    const room = Math.max(3, Math.floor(plot.clientWidth / TICK_PX));
    layout.xaxis.nticks = Math.min(layout.xaxis.nticks ?? room, room);
    layout.xaxis.tickangle = 0;
  };

  const draw = async (chart) => {
    const plot = chart.querySelector(".chart__plot");
    try {
      const [figure] = await Promise.all([fetchFigure(chart.dataset.figure), loadPlotly()]);
      show(chart, "drawn");
      fitTicks(plot, figure.layout);
      await Plotly.newPlot(plot, figure.data, figure.layout, figure.config);
      offerWholeNight(chart, plot);
    } catch {
      show(chart, "failed");
    }
  };

  const start = (chart) => {
    if (chart.dataset.started) return;
    chart.dataset.started = "yes";
    draw(chart);
  };

  const charts = [...document.querySelectorAll("[data-figure]")];
  const near = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => { near.unobserve(entry.target); start(entry.target); }),
    { rootMargin: "800px 0px" },
  );
  charts.forEach((chart) => {
    near.observe(chart);
    chart.querySelector("[data-again]").addEventListener("click", () => { show(chart, "waiting"); draw(chart); });
  });
  const redraw = () => charts.filter((chart) => chart.dataset.state === "drawn").forEach(draw);
  isNarrow.addEventListener("change", redraw);
  isDark.addEventListener("change", redraw);
})();
