// What every page does: shows the work in progress, and says when the studio is gone.

import { api } from '/frame/api.js';
import { attempt, byId, el } from '/frame/dom.js';
import { isMeant } from '/frame/question.js';
import { duration } from '/frame/words.js';

const work = document.querySelector('.work');
const offline = document.querySelector('.offline');
const list = el('ul');
const items = new Map();
// The kinds of work that move photos about.
const onDisk = ['apply-board', 'undo'];
work.append(el('h2', {}, 'Working'), list);

async function look() {
    try {
        show(await api.get('/jobs?active=true'));
        offline.hidden = true;
    } catch (problem) {
        offline.hidden = false;
        offline.textContent = problem.message;
    }
}

// In place: what the focus is on stays, and what has just begun is put above those before it.
function show(jobs) {
    for (const [id, item] of items) {
        if (jobs.some(job => job.id === id))
            continue;
        if (item.element.contains(document.activeElement))
            byId('page').focus();
        item.element.remove();
        items.delete(id);
    }
    let below = null;
    for (const job of jobs.toReversed()) {
        if (!items.has(job.id)) {
            items.set(job.id, itemOf(job));
            list.insertBefore(items.get(job.id).element, below);
        }
        items.get(job.id).show(job);
        below = items.get(job.id).element;
    }
    work.hidden = jobs.length === 0;
}

// With a button of its own: another job may have taken the place on its page where it could be stopped.
function itemOf({ id, kind, title, page }) {
    const bar = el('progress', { max: 1, 'aria-label': title });
    const left = el('span', { class: 'quiet' });
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const stop = el('button', { type: 'button', 'aria-label': `Stop: ${title}`, onclick: () => attempt(problem, async () => {
        // Half of the photos elsewhere is not what anybody wants by a slip of the hand.
        if (onDisk.includes(kind) && !await isMeant(`Stop “${title}”? What was done until then stays as it is.`, 'Stop it', 'Let it go on'))
            return;
        await api.post(`/jobs/${id}/cancel`);
        await look();
    }) }, 'Stop');

    function show({ state, progress }) {
        if (progress?.total)
            bar.value = progress.done / progress.total;
        else
            bar.removeAttribute('value');
        left.textContent = state === 'waiting' ? 'waits' : remaining(progress);
    }

    return { element: el('li', {}, el('a', { href: page }, title), bar, el('div', {}, left, stop), problem), show };
}

const remaining = progress => !progress ? 'begins' : progress.secondsLeft === null ? progress.stage : `${progress.stage}, ${duration(progress.secondsLeft)} left`;

// A tab in the background need not ask.
setInterval(() => document.hidden || look(), 2000);
document.addEventListener('visibilitychange', () => document.hidden || look());
document.addEventListener('jobs-changed', look);
look();
