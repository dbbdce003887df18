/* What the desk does in the browser itself: clientside callbacks, copying, and saying so when the server is gone. */
(function () {
    "use strict";

    const COMPACT_BELOW = 700;
    const darkness = window.matchMedia("(prefers-color-scheme: dark)");
    const narrowness = window.matchMedia(`(max-width: ${COMPACT_BELOW - 1}px)`);

    const letters = document.fonts.load("1rem Inter").catch(() => []);

    function view() {
        return {dark: darkness.matches, compact: narrowness.matches};
    }

    function sameView(one, other) {
        return Boolean(one) && one.dark === other.dark && one.compact === other.compact;
    }

    window.dash_clientside = window.dash_clientside || {};
    window.dash_clientside.desk = {
        /** What this browser is like; charts are drawn for it, once the letters are there that they measure. */
        async look(_pathname, known) {
            await letters;
            const now = view();
            return sameView(known, now) ? window.dash_clientside.no_update : now;
        },

        /** A screen has come: name it in the tab, and begin at its top. */
        arrive(screen, language) {
            document.documentElement.lang = language;
            const title = screen && screen.props && screen.props["data-title"];
            if (title && title !== document.title) {
                document.title = title;
                window.scrollTo(0, 0);
            }
        },

        /** Open a dialog when it is asked for; close it on either of its buttons. */
        toggle() {
            const {triggered_id: button, triggered} = window.dash_clientside.callback_context;
            if (!button || !triggered[0].value) {
                return window.dash_clientside.no_update;
            }
            return button.part === "ask";
        }
    };

    for (const media of [darkness, narrowness]) {
        media.addEventListener("change", () => window.dash_clientside.set_props("view", {data: view()}));
    }

    document.addEventListener("click", (event) => {
        const button = event.target.closest("[data-copy]");
        if (button) {
            copy(button);
        }
    });

    document.addEventListener("submit", (event) => {
        if (event.target.matches(".language")) {
            const here = encodeURIComponent(window.location.pathname);
            event.target.action = `${event.target.action.split("?")[0]}?next=${here}`;
        }
    });

    async function copy(button) {
        await writeToClipboard(button.dataset.copy);
        const words = button.querySelector("span:last-child");
        const before = button.dataset.before || words.textContent;
        button.dataset.before = before;
        words.textContent = button.dataset.copied;
        setTimeout(() => (words.textContent = before), 2500);
    }

    /** Browsers offer the clipboard on HTTPS and localhost only; elsewhere the old command still copies. */
    async function writeToClipboard(text) {
        if (navigator.clipboard) {
            return navigator.clipboard.writeText(text);
        }
        const field = document.createElement("textarea");
        field.value = text;
        document.body.append(field);
        field.select();
        document.execCommand("copy");
        field.remove();
    }

    /* Dash answers a refused callback with a line in the console only: the doctor is told here. */
    const askServer = window.fetch;
    window.fetch = async function (...request) {
        let answer;
        try {
            answer = await askServer.apply(this, request);
        } catch (error) {
            interrupt("offline");
            throw error;
        }
        if (answer.status === 401 || answer.status === 400) {
            interrupt("session");
        } else if (answer.ok) {
            resume();
        }
        return answer;
    };

    function interrupt(reason) {
        const strip = document.querySelector(".interruption");
        if (!strip) {
            return;
        }
        const texts = JSON.parse(strip.dataset.texts);
        strip.replaceChildren(texts[reason]);
        if (reason === "session") {
            const login = document.createElement("a");
            login.href = window.location.href;
            login.textContent = texts.login;
            strip.append(" ", login);
        }
        strip.hidden = false;
    }

    function resume() {
        const strip = document.querySelector(".interruption");
        if (strip && !strip.hidden) {
            strip.hidden = true;
        }
    }
})();
