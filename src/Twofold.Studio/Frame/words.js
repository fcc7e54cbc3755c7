// Numbers and times as people read them.

export const percent = (share, digits = 1) => `${(share * 100).toFixed(digits)} %`;

export const count = (number, noun, nouns = `${noun}s`) => `${number.toLocaleString('en')} ${number === 1 ? noun : nouns}`;

export function duration(seconds) {
    if (seconds < 1)
        return 'under a second';
    if (seconds < 90)
        return `${Math.round(seconds)} s`;
    if (seconds < 5400)
        return `${Math.round(seconds / 60)} min`;
    return `${(seconds / 3600).toFixed(1)} h`;
}

/** A number with as many digits as say something. */
export const short = number => Number.isFinite(number) ? String(Number(number.toPrecision(4))) : String(number);
