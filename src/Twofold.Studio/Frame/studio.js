// What every page does: shows the work in progress, and says when the studio is gone.

import { api } from '/frame/api.js';
import { el } from '/frame/dom.js';
import { duration } from '/frame/words.js';

const work = document.querySelector('.work');
const offline = document.querySelector('.offline');

async function look() {
    try {
        show(await api.get('/jobs?active=true'));
        offline.hidden = true;
    } catch (problem) {
        offline.hidden = false;
        offline.textContent = problem.message;
    }
}

function show(jobs) {
    work.hidden = jobs.length === 0;
    work.replaceChildren(el('h2', {}, 'Working'), el('ul', {}, jobs.map(job => el('li', {},
        el('a', { href: job.page }, job.title),
        el('progress', { max: 1, value: job.progress?.total ? job.progress.done / job.progress.total : null, 'aria-label': job.title }),
        el('span', { class: 'quiet' }, job.state === 'waiting' ? 'waits' : remaining(job.progress))))));
}

const remaining = progress => !progress ? 'begins' : progress.secondsLeft === null ? progress.stage : `${progress.stage}, ${duration(progress.secondsLeft)} left`;

// A tab in the background need not ask.
setInterval(() => document.hidden || look(), 2000);
document.addEventListener('visibilitychange', () => document.hidden || look());
document.addEventListener('jobs-changed', look);
look();
