// Opens folders that a person named by what is in them, or is to be.

import { api } from '/frame/api.js';

/** Opens a folder that is to be written to; where it is not there yet, the one that it is to be made in. */
export const openForWriting = path => api.post('/folders', { path }).catch(() => api.post('/folders', { path: above(path) }));

// A name alone lies where the studio was started; where nothing was named, nothing is opened.
function above(path) {
    const whole = path.trim() && path.replace(/(.)[\\/]+$/, '$1');
    return whole === '' ? '' : /[\\/]/.test(whole) ? whole.replace(/[\\/][^\\/]*$/, '') || '/' : '.';
}
