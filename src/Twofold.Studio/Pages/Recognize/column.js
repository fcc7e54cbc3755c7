// A column of the board: as many photos as there are, as many elements as are seen.

import { api, withQuery } from '/frame/api.js';
import { el, oncePerFrame } from '/frame/dom.js';
import { percent } from '/frame/words.js';

const cell = 112;
const pageSize = 200;
const pauseBeforeAsking = 2000;
const names = { _unsure: 'unsure', _unfamiliar: 'unfamiliar', _unreadable: 'unreadable' };

/** The columns beside those of the labels, in their order. */
export const doubts = Object.keys(names);

export const nameOfColumn = column => names[column] ?? column;

/** One column. act(kind, photos, label) is told what the person does: "correct" with a promise of photos and their label, "why" with a photo. */
export class Column {
    #board;
    // What is dragged is of this board: a photo has a number, which on another one is another's.
    #dragged;
    #name;
    #act;
    #list;
    #count = 0;
    #version = -1;
    #pages = new Map();
    #elements = new Map();
    #active = 0;
    // By identity: a photo stays selected when the board is sorted again.
    #selected = new Map();
    #gathering = null;
    #later = oncePerFrame(() => this.#draw());
    #room = el('div', { class: 'room' });
    #amount = el('span', { class: 'number quiet' });
    #chosen = el('span', { class: 'small', 'aria-live': 'polite' });

    constructor(board, name, digit, labels, act) {
        [this.#board, this.#name, this.#act] = [board, name, act];
        this.#dragged = `application/x-twofold-photos-${board}`;
        const title = nameOfColumn(name);
        this.#list = el('div', {
            class: 'photos', role: 'listbox', tabindex: 0, 'aria-multiselectable': 'true', 'aria-label': `${title}: photos`,
            onscroll: () => this.#later(), onkeydown: event => this.#press(event, labels), onclick: event => this.#click(event), ondblclick: () => this.#act('why', this.#photo(this.#active)),
        }, this.#room);
        this.element = el('section', { class: `column${name in names ? ' doubt' : ''}`, hidden: name in names },
            el('h3', {}, el('span', {}, digit && el('kbd', {}, digit), title), this.#chosen, this.#amount), this.#list);
        if (!(name in names))
            this.#takeDrops();
        new ResizeObserver(() => this.#later()).observe(this.#list);
    }

    /** Shows the column as the board is now. */
    show(count, version) {
        if (count === this.#count && version === this.#version)
            return;
        [this.#count, this.#version] = [count, version];
        this.#amount.textContent = count.toLocaleString('en');
        // A column of doubt without photos only takes room; a label's takes corrections.
        this.element.hidden = count === 0 && this.#name in names;
        this.#active = Math.min(this.#active, Math.max(0, count - 1));
        this.#later();
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
            this.#page(Math.floor(i / pageSize));
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
        this.#chosen.textContent = this.#selected.size > 0 ? `${this.#selected.size.toLocaleString('en')} selected${this.#gathering ? ' …' : ''}` : '';
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
            ondragstart: event => this.#drag(event, photo), ondragend: event => event.dataTransfer.dropEffect === 'none' || this.#selectNothing(),
        }, photo.error
            ? el('span', { class: 'name' }, name)
            : el('img', { src: withQuery(`/api/boards/${this.#board}/photos/${photo.id}/thumbnail`, { size: 112 }), alt: '', draggable: 'false', decoding: 'async' }), el('span', { class: 'share' }));
        this.#elements.set(photo.id, element);
        this.#room.append(element);
        return element;
    }

    // A part of the column as it is now, which is asked for once. What is seen stays until what takes its place is here.
    #page(number) {
        if (!this.#pages.has(number))
            this.#pages.set(number, { photos: [], version: -1, asked: null, coming: null });
        const page = this.#pages.get(number);
        if (page.asked !== this.#version) {
            page.asked = this.#version;
            page.coming = this.#ask(page, number, this.#version);
            page.coming.catch(() => {
                // The frame says that the studio is gone.
                page.asked = null;
                setTimeout(() => this.element.isConnected && this.#later(), pauseBeforeAsking);
            });
        }
        return page.coming;
    }

    async #ask(page, number, version) {
        const photos = await api.get(withQuery(`/boards/${this.#board}/columns/${encodeURIComponent(this.#name)}`, { from: number * pageSize, count: pageSize }));
        if (version >= page.version)
            [page.photos, page.version] = [photos, version];
        this.#later();
        return photos;
    }

    #click(event) {
        const index = Number(event.target.closest('.photo')?.dataset.index ?? -1);
        if (index < 0)
            return;
        if (event.shiftKey)
            this.#selectBetween(this.#active, index);
        else if (event.ctrlKey || event.metaKey)
            this.#toggle(index);
        else
            this.#selectNothing();
        this.#move(index);
    }

    #toggle(index) {
        const photo = this.#photo(index);
        if (photo && !this.#selected.delete(photo.id))
            this.#selected.set(photo.id, photo);
    }

    #selectNothing() {
        this.#selected = new Map();
        this.#gathering = null;
        this.#later();
    }

    // Much of what lies between two photos may never have been seen: it is asked for, and what is done with the selection waits for it.
    #selectBetween(one, other) {
        const gathering = Promise.all([this.#gathering, this.#gather(Math.min(one, other), Math.max(one, other), this.#selected)]);
        this.#gathering = gathering;
        gathering.then(() => {
            if (this.#gathering === gathering)
                this.#gathering = null;
            this.#later();
        }, () => {});
    }

    async #gather(first, last, selected) {
        for (let number = Math.floor(first / pageSize); number <= Math.floor(last / pageSize) && selected === this.#selected; number++) {
            // What is seen is what is meant, also while another order of it is on its way.
            const seen = this.#pages.get(number)?.photos ?? [];
            const photos = seen.some(photo => this.#elements.has(photo.id)) ? seen : await this.#page(number);
            for (const photo of photos.slice(Math.max(0, first - number * pageSize), last - number * pageSize + 1))
                selected.set(photo.id, photo);
            this.#later();
        }
    }

    // The selected photos, or the one that the keys are on; they are selected no more.
    async #take() {
        try {
            await this.#gathering;
        } finally {
            this.#gathering = null;
        }
        const photos = this.#selected.size > 0 ? [...this.#selected.values()] : [this.#photo(this.#active)];
        this.#selectNothing();
        return photos.filter(isCorrectable);
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
            const from = this.#active;
            this.#move(from + to);
            if (event.shiftKey)
                this.#selectBetween(from, this.#active);
        } else if (event.key === ' ') {
            event.preventDefault();
            this.#toggle(this.#active);
            this.#later();
        } else if (event.key === 'Escape') {
            this.#selectNothing();
        } else if (event.key === 'Enter') {
            // It would press the button that has the focus then.
            event.preventDefault();
            this.#act('why', this.#photo(this.#active));
        } else if (event.key === 'Backspace' || event.key === 'Delete') {
            this.#act('correct', this.#take(), null);
        } else if (/^[1-9]$/.test(event.key) && labels[event.key - 1] && !event.ctrlKey && !event.metaKey && !event.altKey) {
            this.#act('correct', this.#take(), labels[event.key - 1]);
        }
    }

    #drag(event, photo) {
        // What is dragged is said at once, and not all that was selected is here yet.
        if (this.#gathering) {
            event.preventDefault();
            return;
        }
        const photos = this.#selected.has(photo.id) ? [...this.#selected.values()].filter(isCorrectable) : [photo];
        event.dataTransfer.setData(this.#dragged, JSON.stringify(photos.map(one => one.id)));
        event.dataTransfer.effectAllowed = 'move';
    }

    #takeDrops() {
        const isOurs = event => event.dataTransfer.types.includes(this.#dragged);
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
            this.#act('correct', JSON.parse(event.dataTransfer.getData(this.#dragged)).map(id => ({ id })), this.#name);
        });
    }
}

const isCorrectable = photo => photo?.error === null;

function describe(photo) {
    const name = photo.path.split(/[\\/]/).at(-1);
    return photo.error ? `${name}, cannot be read` : photo.correction ? `${name}, you said ${photo.correction}` : `${name}, ${photo.label} ${percent(photo.probability, 0)}`;
}
