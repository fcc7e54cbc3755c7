// Long work: follows a job's events from its first one, however late the page comes, and shows how far it is.

import { api } from '/frame/api.js';
import { attempt, el, showProblem } from '/frame/dom.js';
import { duration } from '/frame/words.js';

export const isActive = job => job.state === 'waiting' || job.state === 'running';

/**
 * Follows a job. Each kind of event has a handler by its type: { job, progress, … }; "job" also tells the end.
 * After a broken line the browser comes again by itself and asks for what it has missed.
 * Returns a function that ends the following.
 */
export function follow(id, handlers) {
    const source = new EventSource(`/api/jobs/${id}/events`);
    for (const [type, handle] of Object.entries(handlers))
        source.addEventListener(type, event => handle(JSON.parse(event.data)));
    source.addEventListener('end', () => {
        source.close();
        document.dispatchEvent(new Event('jobs-changed'));
    });
    return () => source.close();
}

/** A job's progress with its buttons; show(job) and progress(progress) keep it up to date. */
export function jobView() {
    const stage = el('span');
    const left = el('span', { class: 'quiet' });
    const bar = el('progress', { max: 1, value: 0, 'aria-label': 'Progress' });
    const remark = el('p', { class: 'quiet small' });
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const message = el('p', { class: 'note', hidden: true });
    const cancel = el('button', { type: 'button', hidden: true }, 'Stop and keep the best');
    const resume = el('button', { type: 'button', hidden: true }, 'Go on');
    const element = el('div', { class: 'job', 'aria-live': 'off' }, el('div', { class: 'row middle' }, stage, left), bar, remark, message, problem, el('div', { class: 'row' }, cancel, resume));
    let id = null;
    cancel.addEventListener('click', () => attempt(problem, () => api.post(`/jobs/${id}/cancel`), cancel));
    resume.addEventListener('click', () => attempt(problem, () => api.post(`/jobs/${id}/resume`), resume).then(() => element.dispatchEvent(new CustomEvent('resumed'))));

    function progress(now) {
        if (!now)
            return;
        stage.textContent = now.stage;
        left.textContent = now.secondsLeft === null ? '' : `${duration(now.secondsLeft)} left`;
        remark.textContent = now.remark ?? '';
        if (now.total)
            bar.value = now.done / now.total;
        else
            bar.removeAttribute('value');
    }

    function show(job) {
        id = job.id;
        const active = isActive(job);
        cancel.hidden = !active;
        resume.hidden = !['interrupted', 'cancelled', 'failed'].includes(job.state);
        bar.hidden = remark.hidden = !active;
        progress(active ? job.progress : null);
        if (job.state === 'waiting')
            stage.textContent = 'Waits for other work to end';
        if (!active) {
            stage.textContent = { done: 'Done', cancelled: 'Stopped', interrupted: 'Interrupted', failed: 'This did not work' }[job.state];
            left.textContent = job.started && job.ended ? `after ${duration((new Date(job.ended) - new Date(job.started)) / 1000)}` : '';
        }
        message.hidden = !job.message || job.state === 'failed';
        message.textContent = job.message ?? '';
        showProblem(problem, job.state === 'failed' ? job.message : null);
    }

    return { element, show, progress };
}
