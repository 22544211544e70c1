// What a page of the corpus is looked through for. `pages` and `pieces` resolve to [[where, what is wrong], ...].

const RUNS = new Set(`script style iframe frame object embed applet svg math form input button select textarea base
    meta link template noscript portal marquee`.split(/\s+/));
const ADDRESSES = new Set("href src srcset poster cite action formaction data background xlink:href ping".split(" "));
const BASE = "https://base.example/";
const SAFE = new Set(["http:", "https:", "mailto:", "tel:"]);

// Handlers, styles and addresses that run; if `strict`, also elements and names that no article needs.
function examine(root, strict) {
    const wrong = [];
    for (const element of root.querySelectorAll("*")) {
        const say = what => wrong.push(`${element.localName} ${what}`);
        if (strict && RUNS.has(element.localName)) say("is there");
        for (const {name, value} of element.attributes) {
            if (/^on|^style$|^srcdoc$/i.test(name)) say(name);
            if (strict && /^(id|name|is|slot|form|contenteditable)$/i.test(name)) say(name);
            if (!ADDRESSES.has(name)) continue;
            const parts = name == "srcset" ? value.split(", ").map(part => part.split(" ")[0]) : [value];
            for (const part of parts)
                if (URL.canParse(part, BASE) && !SAFE.has(new URL(part, BASE).protocol)) say(`${name} ${part}`);
        }
    }
    return wrong;
}

// Click everything that can be clicked, and stay where we are if it is an ordinary link.
function press(root) {
    const stay = event => {
        const link = event.target.closest("a");
        if (!link || /^(https?|mailto|tel):$/.test(link.protocol)) event.preventDefault();
    };
    for (const element of root.querySelectorAll("a, area, button, summary, input")) {
        element.addEventListener("click", stay);
        element.click?.();
    }
}

const turn = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));

async function atOnce(all, each) {
    const found = [];
    for (let at = 0; at < all.length; at += 50)
        found.push(...(await Promise.all(all.slice(at, at + 50).map(each))).flat());
    return found;
}

async function framed(settings) {
    const frame = document.createElement("iframe");
    Object.assign(frame, settings);
    const loaded = new Promise(done => frame.onload = done);
    document.body.append(frame);
    await loaded;
    return frame;
}

// Pages of the site, each loaded as a page.
const pages = paths => atOnce(paths, async path => {
    const frame = await framed({src: path});
    const page = frame.contentDocument;
    const wrong = examine(page, false);
    if (!page.querySelector("main")) wrong.push("is not the page");
    for (const body of page.querySelectorAll("article .body")) wrong.push(...examine(body, true));
    press(page);
    await turn();
    frame.remove();
    return wrong.map(what => [path, what]);
});

// HTML as readers of feeds put it into their pages; parsed and serialised again, with scripting and without, which is
// when mutation XSS comes to life; and as a document of its own.
const pieces = (all, strict) => atOnce(all, async piece => {
    const place = document.createElement("div");
    document.body.append(place);
    const wrong = [];
    let html = piece;
    for (const inert of [false, false, true, true, false]) {
        place.innerHTML = inert ? new DOMParser().parseFromString(html, "text/html").body.innerHTML : html;
        html = place.innerHTML;
        if (strict) wrong.push(...examine(place, strict));
        press(place);
    }
    const frame = await framed({srcdoc: piece});
    const inside = frame.contentDocument?.body;  // none where the piece led it away
    if (inside) {
        if (strict) wrong.push(...examine(inside, strict));
        press(inside);
    }
    await turn();
    place.remove();
    frame.remove();
    return wrong.map(what => [piece, what]);
});
