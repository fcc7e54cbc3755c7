// Tabs: buttons with role=tab in a role=tablist, each with the panel that its aria-controls names.

/** Makes the tabs of a list work, by pointer and by arrow keys; opened(name) is told of each change. Returns open(name). */
export function tabs(list, opened = () => {}) {
    const all = [...list.querySelectorAll('[role=tab]')];
    const nameOf = tab => tab.getAttribute('aria-controls');

    function open(name) {
        const chosen = all.find(tab => nameOf(tab) === name) ?? all[0];
        for (const tab of all) {
            tab.setAttribute('aria-selected', tab === chosen);
            tab.tabIndex = tab === chosen ? 0 : -1;
            document.getElementById(nameOf(tab)).hidden = tab !== chosen;
        }
        opened(nameOf(chosen));
        return chosen;
    }

    list.addEventListener('click', event => event.target.closest('[role=tab]') && open(nameOf(event.target.closest('[role=tab]'))));
    list.addEventListener('keydown', event => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step)
            open(nameOf(all[(all.indexOf(document.activeElement) + step + all.length) % all.length])).focus();
    });
    return open;
}
