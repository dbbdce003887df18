/*
 * Uploading: one request for each file, three at a time, a progress bar each; then asking until the file is read.
 *
 * A drop zone is an element with data-upload; data-patient, data-most-bytes and all words (data-texts) come from the
 * server. What is under way is kept here, not in the page: screens come and go, and each new zone shows it again.
 */
(function () {
    "use strict";

    const AT_ONCE = 3;
    const FIRST_WAIT_MS = 500;
    const LONGEST_WAIT_MS = 5000;
    const uploads = [];
    let texts = {};

    function take(zone, files, isFolder = () => false) {
        texts = JSON.parse(zone.dataset.texts);
        const {patient, mostBytes} = zone.dataset;
        for (const [index, file] of [...files].entries()) {
            const fate = isFolder(index) ? {state: "refused", reason: texts.folder} : {state: "waiting"};
            uploads.push({file, patient, most: Number(mostBytes), loaded: 0, ...fate});
        }
        show();
        startNext();
    }

    function startNext() {
        while (uploads.filter((each) => each.state === "uploading").length < AT_ONCE) {
            const next = uploads.find((each) => each.state === "waiting");
            if (!next) {
                return;
            }
            start(next);
        }
    }

    function start(upload) {
        if (upload.file.size > upload.most) {
            return settle(upload, {state: "refused", reason: texts.too_large});
        }
        settle(upload, {state: "uploading", loaded: 0, reason: ""}, false);
        const request = new XMLHttpRequest();
        request.open("POST", "/api/recordings");
        request.setRequestHeader("X-CSRFToken", csrfToken());
        request.setRequestHeader("Accept", "application/json");
        request.upload.onprogress = (event) => event.lengthComputable && advance(upload, event.loaded / event.total);
        request.onload = () => answered(upload, request.status, parsed(request.responseText));
        request.onerror = request.onabort = () => settle(upload, {state: "failed", reason: texts.network});
        request.send(form(upload));
    }

    function form(upload) {
        const body = new FormData();
        if (upload.patient) {
            body.append("patient", upload.patient);
        }
        body.append("file", upload.file, upload.file.name);
        return body;
    }

    function csrfToken() {
        const found = document.cookie.match(/(?:^|; )_csrf_token=([^;]*)/);
        return found ? decodeURIComponent(found[1]) : "";
    }

    function parsed(text) {
        try {
            return JSON.parse(text);
        } catch {
            return {};
        }
    }

    function answered(upload, status, answer) {
        if (status === 200 || status === 202) {
            const {recording, job, duplicate, elsewhere} = answer;
            Object.assign(upload, {recording, job, duplicate, elsewhere});
            settle(upload, {state: "processing"});
            return follow(upload, FIRST_WAIT_MS);
        }
        if (status === 401 || status === 400) {
            return settle(upload, {state: "failed", reason: texts.session});
        }
        if (status === 413) {
            return settle(upload, {state: "refused", reason: texts.too_large});
        }
        const isFinal = status >= 400 && status < 500 && status !== 429;
        settle(upload, {state: isFinal ? "refused" : "failed", reason: answer.message || texts.busy});
    }

    /** Ask how far the reading is, less and less often, until there is a fate. */
    async function follow(upload, waitMs) {
        const fate = await askFate(upload);
        if (fate) {
            return settle(upload, fate);
        }
        setTimeout(() => follow(upload, Math.min(waitMs * 1.5, LONGEST_WAIT_MS)), waitMs);
    }

    async function askFate(upload) {
        const recording = await ask(`/api/recordings/${upload.recording}`);
        if (recording.status === 401) {
            return {state: "failed", reason: texts.session};
        }
        if (recording.state === "ready") {
            return {state: readyState(upload), url: recording.url, reason: filed(upload, recording)};
        }
        if (recording.state === "refused") {
            return {state: "refused", url: recording.url, reason: recording.refusal};
        }
        const job = upload.job ? await ask(`/api/jobs/${upload.job}`) : {};
        if (job.progress && job.progress.total) {
            upload.pages = job.progress;
            say(upload);
        }
        return job.state === "failed" ? {state: "failed", reason: texts.fault} : null;
    }

    /** A file that lies with another patient is no night of the one on whom it was dropped. */
    function readyState(upload) {
        if (upload.elsewhere) {
            return "elsewhere";
        }
        return upload.duplicate ? "duplicate" : "ready";
    }

    /** Which night it is; of one that was here before also whose. */
    function filed(upload, recording) {
        if (!upload.elsewhere && !upload.duplicate) {
            return recording.heading;
        }
        return `${texts.filed.replace("{label}", () => recording.patient_label)} · ${recording.heading}`;
    }

    /** A broken connection is no fate: the server has the file, so ask again later. */
    async function ask(address) {
        try {
            const answer = await fetch(address, {headers: {Accept: "application/json"}});
            return answer.ok ? await answer.json() : {status: answer.status};
        } catch {
            return {};
        }
    }

    function settle(upload, fate, goOn = true) {
        Object.assign(upload, fate);
        show();
        if (["processing", "ready", "refused", "duplicate", "elsewhere"].includes(upload.state) && upload.recording) {
            window.dash_clientside.set_props("arrivals", {data: Date.now()});
        }
        if (goOn) {
            startNext();
        }
    }

    function advance(upload, share) {
        upload.loaded = share;
        for (const row of rowsOf(upload)) {
            row.querySelector("progress").value = share;
        }
        say(upload);
    }

    function say(upload) {
        for (const row of rowsOf(upload)) {
            row.querySelector(".fate-state").textContent = words(upload);
        }
    }

    function rowsOf(upload) {
        return document.querySelectorAll(`[data-upload-number="${uploads.indexOf(upload)}"]`);
    }

    function words(upload) {
        if (upload.state === "processing" && upload.pages) {
            return texts.pages.replace("{done}", upload.pages.done).replace("{total}", upload.pages.total);
        }
        return texts[upload.state].replace("{percent}", String(Math.round(upload.loaded * 100)));
    }

    /** Each zone shows the files that were dropped for its patient. */
    function show() {
        for (const zone of document.querySelectorAll("[data-upload]")) {
            texts = JSON.parse(zone.dataset.texts);
            const mine = uploads.filter((each) => !each.isDismissed && each.patient === zone.dataset.patient);
            update(zone.querySelector(".fates"), mine);
        }
    }

    /** Replace only rows that changed, so that a screen reader hears only those. */
    function update(list, mine) {
        const rows = mine.map((upload) => [`${uploads.indexOf(upload)}`, upload]);
        const wanted = new Set(rows.map(([number]) => number));
        [...list.children].filter((old) => !wanted.has(old.dataset.uploadNumber)).forEach((old) => old.remove());
        for (const [number, upload] of rows) {
            const old = list.querySelector(`[data-upload-number="${number}"]`);
            if (!old) {
                list.append(rowOf(number, upload));
            } else if (old.dataset.state !== upload.state) {
                old.replaceWith(rowOf(number, upload));
            }
        }
    }

    function rowOf(number, upload) {
        const row = make("li", {className: `fate is-${upload.state}`});
        row.dataset.uploadNumber = number;
        row.dataset.state = upload.state;
        row.append(
            make("span", {className: "fate-icon", ariaHidden: "true"}),
            make("span", {className: "fate-name", textContent: upload.file.name}),
            make("span", {className: "fate-state", textContent: words(upload)}),
            ...details(upload)
        );
        return row;
    }

    function details(upload) {
        if (upload.state === "uploading") {
            return [make("progress", {max: 1, value: upload.loaded, ariaLabel: `${texts.progress}: ${upload.file.name}`})];
        }
        return [
            make("span", {className: "fate-reason", textContent: upload.reason || ""}),
            actions(upload)
        ];
    }

    function actions(upload) {
        const place = make("div", {className: "fate-actions"});
        if (upload.url && upload.state !== "refused") {
            place.append(make("a", {className: "button small", href: upload.url, textContent: texts.open}));
        }
        if (upload.state === "failed") {
            place.append(button("retry", texts.retry, () => settle(upload, {state: "waiting", reason: ""})));
        }
        if (!["waiting", "processing"].includes(upload.state)) {
            place.append(dismissal(upload));
        }
        return place;
    }

    function dismissal(upload) {
        const cross = button("dismiss", "", () => {
            upload.isDismissed = true;
            show();
        });
        return Object.assign(cross, {title: texts.dismiss, ariaLabel: `${texts.dismiss}: ${upload.file.name}`});
    }

    function button(kind, text, onClick) {
        const made = make("button", {type: "button", className: `button small ${kind}`, textContent: text});
        made.addEventListener("click", onClick);
        return made;
    }

    function make(tag, properties) {
        return Object.assign(document.createElement(tag), properties);
    }

    function zoneOf(event) {
        return event.target instanceof Element ? event.target.closest("[data-upload]") : null;
    }

    function carriesFiles(event) {
        return event.dataTransfer && [...event.dataTransfer.types].includes("Files");
    }

    function highlight(zone) {
        for (const each of document.querySelectorAll("[data-upload]")) {
            each.classList.toggle("is-over", each === zone);
        }
    }

    document.addEventListener("dragover", (event) => {
        if (carriesFiles(event)) {
            event.preventDefault();  // else a file that misses the zone would replace the page
            event.dataTransfer.dropEffect = zoneOf(event) ? "copy" : "none";
            highlight(zoneOf(event));
        }
    });

    document.addEventListener("dragleave", (event) => {
        if (!event.relatedTarget) {
            highlight(null);
        }
    });

    document.addEventListener("drop", (event) => {
        if (!carriesFiles(event)) {
            return;
        }
        event.preventDefault();
        highlight(null);
        const zone = zoneOf(event);
        if (zone) {
            takeDropped(zone, event.dataTransfer);
        }
    });

    function takeDropped(zone, transfer) {
        const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
        take(zone, transfer.files, (index) => Boolean(entries[index] && entries[index].isDirectory));
    }

    document.addEventListener("click", (event) => {
        const chooser = event.target.closest && event.target.closest("[data-choose]");
        if (!chooser) {
            return;
        }
        const picker = make("input", {type: "file", multiple: true});
        const zone = zoneOf(event);
        picker.addEventListener("change", () => take(zone, picker.files));
        picker.click();
    });

    /* A screen that comes brings an empty zone: show in it what is under way. */
    new MutationObserver((changes) => {
        const hasNewZone = changes.some((change) =>
            [...change.addedNodes].some((node) => node instanceof Element && (node.matches("[data-upload]") || node.querySelector("[data-upload]")))
        );
        if (hasNewZone && uploads.length) {
            show();
        }
    }).observe(document, {childList: true, subtree: true});

    window.addEventListener("beforeunload", (event) => {
        if (uploads.some((each) => ["waiting", "uploading"].includes(each.state))) {
            event.preventDefault();
        }
    });
})();
