// Make: pictures appear as they are made, each beside the training photo that is most like it; some are kept.

import { api, withQuery } from '/frame/api.js';
import { attempt, byId, el } from '/frame/dom.js';
import { watchAgain, watchJob } from '/frame/jobs.js';
import { count, percent, short } from '/frame/words.js';

let shownFor = null;
let end = () => {};

export const addressOf = picture => `/api/create/pictures/${picture.job}/${encodeURIComponent(picture.file)}`;

export async function showMake(model, state, go) {
    // The same file may be another model by now.
    const shown = `${model.id} ${model.created}`;
    if (shownFor === shown)
        return;
    shownFor = shown;
    end();
    const order = byId('order');
    const variety = byId('variety');
    order.elements.label.replaceChildren(...model.labels.map(label => el('option', {}, label)));
    // A flow has no truncation, and refuses one.
    const isFlow = model.creatorKind === 'flow';
    variety.hidden = isFlow;
    order.elements.truncation.oninput = () => variety.querySelector('output').textContent = order.elements.truncation.value;
    order.onsubmit = event => {
        event.preventDefault();
        const form = new FormData(order);
        attempt(order.querySelector('.problem'), async () => {
            const latent = { label: form.get('label'), seed: Number(form.get('seed')), truncation: isFlow ? null : Number(form.get('truncation')) };
            const job = await api.post('/create/pictures', { model: model.id, count: Number(form.get('count')), ...latent });
            await state.change('made', null, () => ({ job: job.id, model: model.id, ...latent }));
            watch();
        }, order.querySelector('button'));
    };

    function watch() {
        const { job: id, discarded = [], ...latent } = state.get('made');
        byId('pictures').replaceChildren();
        byId('nothing').hidden = true;
        const seen = new Set();
        end = watchJob(byId('making'), id, {
            job: job => {
                byId('making').hidden = job.state === 'done';
                byId('nothing').hidden = job.state !== 'done' || seen.size > 0;
            },
            picture: made => {
                if (seen.has(made.number))
                    return;
                seen.add(made.number);
                if (!discarded.includes(made.number))
                    byId('pictures').append(pictureView(made, latent));
            },
        });
    }

    function pictureView({ picture, number, share, nearest, typicalDistance }, { label, seed, truncation }) {
        const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
        const keep = el('button', { type: 'button', 'aria-pressed': isKept(picture) ? 'true' : 'false' }, 'Keep');
        const element = el('li', { class: 'picture' },
            el('div', { class: 'pair' },
                el('figure', {}, el('img', { src: addressOf(picture), alt: `Made-up picture ${number} of ${label}`, width: 128, height: 128 }), el('figcaption', { class: 'creates' }, 'made')),
                nearest && el('figure', {}, el('img', { src: withQuery('/api/photos/thumbnail', { path: nearest.path, size: 128 }), alt: `Training photo of ${nearest.label}`, width: 128, height: 128, title: nearest.path }), el('figcaption', {}, 'most like it'))),
            el('p', { class: 'small' },
                nearest && `Distance ${short(nearest.distance)}; photos are typically ${short(typicalDistance)} apart. `,
                el('span', { class: 'quiet' }, `Read as ${label}: ${percent(share, 0)}`)),
            el('div', { class: 'row' }, keep,
                el('button', { type: 'button', onclick: () => attempt(problem, discard) }, 'Discard'),
                el('button', { type: 'button', onclick: () => walkFrom('from', { label, seed, number }, truncation) }, 'Walk from'),
                el('button', { type: 'button', onclick: () => walkFrom('to', { label, seed, number }, truncation) }, 'Walk to')), problem);
        keep.addEventListener('click', async () => {
            const isWanted = keep.getAttribute('aria-pressed') === 'false';
            keep.setAttribute('aria-pressed', isWanted);
            await attempt(problem, () => state.change('kept', [], kept => [...without(kept, picture), ...isWanted ? [picture] : []]));
            keep.setAttribute('aria-pressed', isKept(picture));
            showKept();
        });
        return element;

        async function discard() {
            await api.delete(addressOf(picture).slice('/api'.length));
            // The job tells of it again when the page is loaded again.
            await state.change('made', null, made => made?.job === picture.job ? { ...made, discarded: [...made.discarded ?? [], number] } : made);
            await state.change('kept', [], kept => without(kept, picture));
            element.remove();
            showKept();
        }
    }

    const isSame = (one, other) => one.job === other.job && one.file === other.file;
    const without = (kept, picture) => kept.filter(one => !isSame(one, picture));
    const isKept = picture => state.get('kept', []).some(one => isSame(one, picture));

    async function walkFrom(end, latent, truncation) {
        await state.keep(`walk-${end}`, latent);
        // With another one it would be another picture.
        await state.keep('walk-truncation', truncation ?? null);
        go('walk');
    }

    function showKept() {
        const kept = state.get('kept', []);
        const place = byId('kept');
        place.hidden = kept.length === 0;
        const into = el('input', { type: 'text', required: true, value: state.get('into', ''), placeholder: '/home/me/made' });
        const problem = el('p', { class: 'problem', role: 'alert', hidden: true });
        const done = el('p', { class: 'quiet', role: 'status' });
        const form = el('form', { class: 'row' }, el('label', { class: 'grow' }, 'Export into', el('span', { class: 'hint' }, 'PNG files that say that they are made up, and by what'), into), el('button', { class: 'main creates' }, 'Export'),
            el('button', { type: 'button', onclick: async () => (await state.keep('kept', []), showKept(), document.querySelectorAll('.picture [aria-pressed]').forEach(button => button.setAttribute('aria-pressed', 'false'))) }, 'Keep none'));
        form.addEventListener('submit', event => {
            event.preventDefault();
            attempt(problem, async () => {
                state.keep('into', into.value);
                await api.post('/folders/made', { path: into.value });
                const files = await api.post('/create/export', { pictures: kept, into: into.value });
                // Another tab may have discarded what this one shows.
                const gone = kept.length - files.length;
                done.textContent = `${count(files.length, 'picture')} written, the first: ${files[0]}${gone > 0 ? `; ${count(gone, 'picture')} ${gone === 1 ? 'was' : 'were'} not there any more` : ''}`;
            }, event.submitter);
        });
        place.replaceChildren(el('h2', {}, `${count(kept.length, 'picture')} kept`), el('ul', { class: 'thumbs' }, kept.map(picture => el('li', {}, el('img', { src: addressOf(picture), alt: '', width: 64, height: 64 })))), form, problem, done);
    }

    byId('making').replaceChildren();
    byId('pictures').replaceChildren();
    byId('nothing').hidden = false;
    showKept();
    const made = state.get('made');
    if (made?.model === model.id)
        watchAgain(made.job, watch);
}
