// Asks what is answered by the photos that a model learned from, which may have to be recalled first.

import { api } from '/frame/api.js';
import { watchJob } from '/frame/jobs.js';

const pauseBeforeShowing = 1500;

/**
 * Asks by ask(signal), and gives the answer. Recalling ten thousand photos takes minutes: where the answer is long in coming, that is shown in the place
 * as the work that it is. It goes on when the page is left; stopped there, or by ending, nothing is asked any more.
 */
export async function withRecall(place, model, ask, ending = new AbortController()) {
    let [isOver, unwatch] = [false, () => {}];
    const watch = ({ id }) => isOver || (unwatch = watchJob(place, id, { job: ({ state }) => state === 'cancelled' && ending.abort() }));
    const later = model.data && setTimeout(() => api.post(`/models/${model.id}/recall`).then(watch, () => {}), pauseBeforeShowing);
    try {
        return await ask(ending.signal);
    } finally {
        isOver = true;
        clearTimeout(later);
        unwatch();
        place.replaceChildren();
    }
}
