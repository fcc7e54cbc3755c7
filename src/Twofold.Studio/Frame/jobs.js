// Long work: follows a job's events from its first one, however late the page comes, and shows how far it is.

import { api } from '/frame/api.js';
import { attempt, el, showProblem } from '/frame/dom.js';
import { duration } from '/frame/words.js';

const pauseBeforeOpening = 2000;

// What is read aloud. It stands beside all views: one may be hidden, or give way to what was made, at the job's end.
const said = el('p', { class: 'off', role: 'status' });
document.body.append(said);

/** What the button says that stops work which has something to show for itself by then. */
export const keepTheBest = 'Stop and keep the best';

const endings = { done: 'Done', cancelled: 'Stopped', interrupted: 'Interrupted', failed: 'This did not work' };

export const isActive = job => job.state === 'waiting' || job.state === 'running';

// A browser has six lines to the studio in all: a place has one at most, which ends when another job is shown there, and none in a tab that is hidden.
const following = new WeakMap();

/**
 * Shows a job in a place and follows it, also when it goes on after its end. Each kind of event has a handler by its type, which is told of each once:
 * { progress, picture, … }; "job" also tells the end. The button that stops it says what stop says, and what layout makes of the job's view is shown.
 * Returns a function that ends the following.
 */
export function watchJob(place, id, handlers, { stop = 'Stop', layout = view => view } = {}) {
    following.get(place)?.();
    const view = jobView(id, stop, open);
    let [source, waiting, last, state, hasEnded, isOver] = [null, null, 0, null, false, false];
    const told = { ...handlers, progress: [view.progress, handlers.progress], job: [job => state = job.state, view.show, sayEnd, handlers.job] };
    place.replaceChildren(layout(view.element));

    function open() {
        close();
        if (isOver || document.hidden)
            return;
        hasEnded = false;
        source = new EventSource(`/api/jobs/${id}/events`);
        for (const type of Object.keys(told)) {
            source.addEventListener(type, event => {
                // A line that is opened anew begins with what was told before.
                if (Number(event.lastEventId) <= last)
                    return;
                last = Number(event.lastEventId);
                tell(type, JSON.parse(event.data));
            });
        }
        source.addEventListener('end', finish);
        source.addEventListener('error', event => event.target.readyState === EventSource.CLOSED && openLater());
        document.dispatchEvent(new Event('jobs-changed'));
    }

    function tell(type, data) {
        for (const handle of [told[type]].flat())
            handle?.(data);
    }

    function finish() {
        close();
        hasEnded = true;
        document.dispatchEvent(new Event('jobs-changed'));
        // A studio that was killed told nothing of the end; the next one knows of it.
        if (isActive({ state }))
            api.get(`/jobs/${id}`).then(job => isOver || tell('job', job), () => {});
    }

    // After a broken line the browser comes again by itself, but not after it was turned away: by a studio that was started anew, until its address is opened.
    function openLater() {
        close();
        waiting = setTimeout(() => api.get(`/jobs/${id}`).then(open, problem => isOver || problem.status === 404 || openLater()), pauseBeforeOpening);
    }

    // The lines are those of all tabs together: one that nobody looks at gives its own back, and is told the rest when it is looked at again.
    function look() {
        if (document.hidden)
            close();
        else if (!hasEnded)
            open();
    }

    function close() {
        source?.close();
        clearTimeout(waiting);
    }

    function end() {
        isOver = true;
        close();
        document.removeEventListener('visibilitychange', look);
    }

    following.set(place, end);
    document.addEventListener('visibilitychange', look);
    open();
    return end;
}

// What failed is an alert, and what ended before the page was there no news.
function sayEnd(job) {
    if (!isActive(job) && job.state !== 'failed' && new Date(job.ended) >= performance.timeOrigin)
        said.textContent = `${job.title}: ${endings[job.state]}${job.message ? `. ${job.message}` : ''}`;
}

/** Watches a job that a page has kept; one that was taken off the list is not shown. */
export function watchAgain(id, watch) {
    if (id)
        api.get(`/jobs/${id}`).then(job => watch(job.id), () => {});
}

// A job's progress with its buttons; show(job) and progress(progress) keep it up to date, and resumed() is told when it goes on.
function jobView(id, stop, resumed) {
    const stage = el('span');
    const left = el('span', { class: 'quiet' });
    const bar = el('progress', { max: 1, value: 0, 'aria-label': 'Progress' });
    const remark = el('p', { class: 'quiet small' });
    const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
    const message = el('p', { class: 'note', hidden: true });
    const cancel = el('button', { type: 'button', hidden: true }, stop);
    const resume = el('button', { type: 'button', hidden: true }, 'Go on');
    const element = el('div', { class: 'job', 'aria-live': 'off' }, el('div', { class: 'row middle' }, stage, left), bar, remark, message, problem, el('div', { class: 'row' }, cancel, resume));
    cancel.addEventListener('click', () => attempt(problem, () => api.post(`/jobs/${id}/cancel`), cancel));
    resume.addEventListener('click', () => attempt(problem, async () => {
        await api.post(`/jobs/${id}/resume`);
        resumed();
    }, resume));

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
        const active = isActive(job);
        cancel.hidden = !active;
        resume.hidden = !['interrupted', 'cancelled', 'failed'].includes(job.state);
        bar.hidden = remark.hidden = !active;
        progress(active ? job.progress : null);
        if (job.state === 'waiting')
            stage.textContent = 'Waits for other work to end';
        if (!active) {
            stage.textContent = endings[job.state];
            left.textContent = job.started && job.ended ? `after ${duration((new Date(job.ended) - new Date(job.started)) / 1000)}` : '';
        }
        message.hidden = !job.message || job.state === 'failed';
        message.textContent = job.message ?? '';
        showProblem(problem, job.state === 'failed' ? job.message : null);
    }

    return { element, show, progress };
}
