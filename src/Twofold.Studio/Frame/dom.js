// Makes elements. Text is always text: nothing that a file is called can become markup.

/** An element: el('p', { class: 'quiet', onclick: f }, 'text', child, …). Attributes that are null or false are left out. */
export function el(name, attributes = {}, ...children) {
    return filled(document.createElement(name), attributes, children);
}

/** An element of SVG. */
export function svg(name, attributes = {}, ...children) {
    return filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

/** The element of the page with that identity. */
export const byId = id => document.getElementById(id);

function filled(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false)
            continue;
        if (name.startsWith('on'))
            element.addEventListener(name.slice(2), value);
        else if (name === 'style')
            for (const [property, text] of Object.entries(value))
                element.style.setProperty(property, text);
        else if (name === 'value' || name === 'checked' || name === 'disabled')
            element[name] = value;
        else
            element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
    return element;
}

/** A function that lets something be drawn with the next frame, once, however often it is asked for until then. */
export function oncePerFrame(draw) {
    let waits = false;
    return () => {
        if (waits)
            return;
        waits = true;
        requestAnimationFrame(() => {
            waits = false;
            draw();
        });
    };
}

/** Shows what went wrong in a place for it (role=alert), or takes it away again. */
export function showProblem(place, problem) {
    place.hidden = !problem;
    place.textContent = problem ? problem.message ?? problem : '';
}

/** Does something and shows there what goes wrong; the button, if any, rests meanwhile. */
export async function attempt(place, work, button) {
    showProblem(place, null);
    const hadFocus = button && button === document.activeElement;
    if (button)
        button.disabled = true;
    try {
        return await work();
    } catch (problem) {
        showProblem(place, problem);
        if (problem.status === undefined)
            throw problem;
        return undefined;
    } finally {
        if (button)
            button.disabled = false;
        // What rests loses the focus; whoever has gone elsewhere meanwhile stays there.
        if (hadFocus && document.activeElement === document.body)
            button.focus({ preventScroll: true });
    }
}
