// A column of the board: as many photos as there are, as many elements as are seen.

import { api, withQuery } from '/frame/api.js';
import { el, oncePerFrame } from '/frame/dom.js';
import { percent } from '/frame/words.js';

const cell = 112;
const pageSize = 200;
const names = { _unsure: 'unsure', _unfamiliar: 'unfamiliar', _unreadable: 'unreadable' };

export const nameOfColumn = column => names[column] ?? column;

/** One column. act(kind, photos, detail) is told what the person does: "correct" with a label, "why", "select". */
export class Column {
    #board;
    #name;
    #act;
    #list;
    #count = 0;
    #version = -1;
    #pages = new Map();
    #elements = new Map();
    #active = 0;
    #selected = new Set();
    #later = oncePerFrame(() => this.#draw());
    #room = el('div', { class: 'room' });
    #amount = el('span', { class: 'number quiet' });

    constructor(board, name, digit, labels, act) {
        [this.#board, this.#name, this.#act] = [board, name, act];
        const title = nameOfColumn(name);
        this.#list = el('div', {
            class: 'photos', role: 'listbox', tabindex: 0, 'aria-multiselectable': 'true', 'aria-label': `${title}: photos`,
            onscroll: () => this.#later(), onkeydown: event => this.#press(event, labels), onclick: event => this.#click(event), ondblclick: () => this.#act('why', [this.#photo(this.#active)]),
        }, this.#room);
        this.element = el('section', { class: `column${name in names ? ' doubt' : ''}` },
            el('h3', {}, el('span', {}, digit && el('kbd', {}, digit), title), this.#amount), this.#list);
        if (!(name in names))
            this.#takeDrops();
        new ResizeObserver(() => this.#later()).observe(this.#list);
    }

    /** Shows the column as the board is now. */
    show(count, version) {
        if (count === this.#count && version === this.#version)
            return;
        [this.#count, this.#version] = [count, version];
        // What is seen stays until what takes its place is here.
        for (const page of this.#pages.values())
            page.stale = true;
        this.#amount.textContent = count.toLocaleString('en');
        // A column of doubt without photos only takes room; a label's takes corrections.
        this.element.hidden = count === 0 && this.#name in names;
        this.#active = Math.min(this.#active, Math.max(0, count - 1));
        this.#later();
    }

    /** The selected photos, or the one that the keys are on. */
    get chosen() {
        const photos = [...this.#pages.values()].flatMap(page => page.photos).filter(photo => this.#selected.has(photo.id));
        return photos.length > 0 ? photos : [this.#photo(this.#active)].filter(photo => photo);
    }

    #photo(index) {
        return this.#pages.get(Math.floor(index / pageSize))?.photos[index % pageSize];
    }

    #draw() {
        const across = Math.max(1, Math.floor(this.#list.clientWidth / cell));
        const rows = Math.ceil(this.#count / across);
        this.#room.style.height = `${rows * cell}px`;
        const first = Math.max(0, Math.floor(this.#list.scrollTop / cell) - 1) * across;
        const last = Math.min(this.#count, (Math.ceil((this.#list.scrollTop + this.#list.clientHeight) / cell) + 1) * across);
        const seen = new Set();
        for (let i = first; i < last; i++) {
            const photo = this.#photo(i);
            this.#need(Math.floor(i / pageSize));
            if (!photo || seen.has(photo.id))
                continue;
            seen.add(photo.id);
            const element = this.#elements.get(photo.id) ?? this.#make(photo);
            this.#place(element, photo, i, across);
        }
        for (const [id, element] of this.#elements) {
            if (!seen.has(id)) {
                element.remove();
                this.#elements.delete(id);
            }
        }
        const active = this.#photo(this.#active);
        if (active && seen.has(active.id))
            this.#list.setAttribute('aria-activedescendant', `photo-${active.id}`);
        else
            this.#list.removeAttribute('aria-activedescendant');
    }

    #place(element, photo, index, across) {
        element.style.transform = `translate(${index % across * cell + 4}px, ${Math.floor(index / across) * cell + 4}px)`;
        element.classList.toggle('active', index === this.#active);
        element.classList.toggle('corrected', photo.correction !== null);
        element.setAttribute('aria-selected', this.#selected.has(photo.id));
        element.setAttribute('aria-posinset', index + 1);
        element.setAttribute('aria-setsize', this.#count);
        element.setAttribute('aria-label', describe(photo));
        element.dataset.index = index;
        const share = element.querySelector('.share');
        share.textContent = photo.error ? '' : photo.correction ? '✓' : percent(photo.probability, 0);
    }

    #make(photo) {
        const name = photo.path.split(/[\\/]/).at(-1);
        const element = el('div', {
            class: 'photo', role: 'option', id: `photo-${photo.id}`, draggable: photo.error === null ? 'true' : null, title: photo.error ?? name,
            ondragstart: event => this.#drag(event, photo),
        }, photo.error
            ? el('span', { class: 'name' }, name)
            : el('img', { src: withQuery(`/api/boards/${this.#board}/photos/${photo.id}/thumbnail`, { size: 112 }), alt: '', draggable: 'false', decoding: 'async' }), el('span', { class: 'share' }));
        this.#elements.set(photo.id, element);
        this.#room.append(element);
        return element;
    }

    // Asks for a part of the column that is seen and not here, once.
    async #need(number) {
        const page = this.#pages.get(number);
        if (page && (!page.stale || page.asked === this.#version))
            return;
        const asked = this.#version;
        this.#pages.set(number, { photos: page?.photos ?? [], stale: true, asked });
        try {
            const photos = await api.get(withQuery(`/boards/${this.#board}/columns/${encodeURIComponent(this.#name)}`, { from: number * pageSize, count: pageSize }));
            this.#pages.set(number, { photos, stale: asked !== this.#version, asked });
        } catch {
            // The frame says that the studio is gone; the next look asks again.
            this.#pages.set(number, { photos: page?.photos ?? [], stale: true, asked: -1 });
        }
        this.#later();
    }

    #click(event) {
        const index = Number(event.target.closest('.photo')?.dataset.index ?? -1);
        if (index < 0)
            return;
        if (event.shiftKey)
            for (let i = Math.min(index, this.#active); i <= Math.max(index, this.#active); i++)
                this.#select(i, true);
        else if (event.ctrlKey || event.metaKey)
            this.#select(index);
        else
            this.#selected.clear();
        this.#move(index);
    }

    #select(index, on = null) {
        const id = this.#photo(index)?.id;
        if (id === undefined)
            return;
        if (on ?? !this.#selected.has(id))
            this.#selected.add(id);
        else
            this.#selected.delete(id);
    }

    #move(index) {
        this.#active = Math.max(0, Math.min(this.#count - 1, index));
        const across = Math.max(1, Math.floor(this.#list.clientWidth / cell));
        const top = Math.floor(this.#active / across) * cell;
        if (top < this.#list.scrollTop)
            this.#list.scrollTop = top;
        else if (top + cell > this.#list.scrollTop + this.#list.clientHeight)
            this.#list.scrollTop = top + cell - this.#list.clientHeight;
        this.#later();
    }

    #press(event, labels) {
        const across = Math.max(1, Math.floor(this.#list.clientWidth / cell));
        const screen = Math.max(1, Math.floor(this.#list.clientHeight / cell)) * across;
        const to = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across, PageUp: -screen, PageDown: screen, Home: -this.#count, End: this.#count }[event.key];
        if (to !== undefined) {
            event.preventDefault();
            if (event.shiftKey)
                this.#select(this.#active, true);
            this.#move(this.#active + to);
            if (event.shiftKey)
                this.#select(this.#active, true);
        } else if (event.key === ' ') {
            event.preventDefault();
            this.#select(this.#active);
            this.#later();
        } else if (event.key === 'Enter') {
            this.#act('why', [this.#photo(this.#active)]);
        } else if (event.key === 'Backspace' || event.key === 'Delete') {
            this.#correct(this.chosen, null);
        } else if (/^[1-9]$/.test(event.key) && labels[event.key - 1] && !event.ctrlKey && !event.metaKey && !event.altKey) {
            this.#correct(this.chosen, labels[event.key - 1]);
        }
    }

    #correct(photos, label) {
        this.#selected.clear();
        this.#act('correct', photos.filter(photo => photo.error === null), label);
    }

    #drag(event, photo) {
        const photos = this.#selected.has(photo.id) ? this.chosen : [photo];
        event.dataTransfer.setData('application/x-twofold-photos', JSON.stringify(photos.map(one => one.id)));
        event.dataTransfer.effectAllowed = 'move';
    }

    #takeDrops() {
        const isOurs = event => event.dataTransfer.types.includes('application/x-twofold-photos');
        this.element.addEventListener('dragover', event => {
            if (!isOurs(event))
                return;
            event.preventDefault();
            this.element.classList.add('over');
        });
        this.element.addEventListener('dragleave', () => this.element.classList.remove('over'));
        this.element.addEventListener('drop', event => {
            this.element.classList.remove('over');
            if (!isOurs(event))
                return;
            event.preventDefault();
            this.#act('correct', JSON.parse(event.dataTransfer.getData('application/x-twofold-photos')).map(id => ({ id })), this.#name);
        });
    }
}

function describe(photo) {
    const name = photo.path.split(/[\\/]/).at(-1);
    return photo.error ? `${name}, cannot be read` : photo.correction ? `${name}, you said ${photo.correction}` : `${name}, ${photo.label} ${percent(photo.probability, 0)}`;
}
