// Nine lessons. Each sets the plane up, says what there is to see, and asks for something that the page can check.

const best = shares => shares ? shares.indexOf(Math.max(...shares)) : -1;
const surest = shares => shares ? Math.max(...shares) : 0;

/**
 * title; text (paragraphs); task; set (of the world, besides what every lesson begins with); done(seen), with seen = { world, header, answer, making }:
 * the last fields' header, the answer to the pinned question (or null), and what was just made (or null); memory is the lesson's own for as long as it is open.
 */
export const lessons = [
    {
        title: 'Twenty pictures',
        text: ['How would you tell drawn cats from drawn dogs? By looking; by a rule on something that can be measured; or by letting a model find the rule in examples. Try all three on the same twenty pictures, and see what each costs and how often it is wrong.'],
        task: 'Sort the twenty by hand, then by a rule of yours, then let the models do it.',
    },
    {
        title: 'A border, or two shapes',
        text: ['Both halves learned from the same points. The left one learned a single thing: at each place, how likely each label is if you are there. That is p(label | point), and its border runs where two labels are equally likely.',
            'The right one learned where the points of each label lie: p(point | label), drawn as rings around their middle. It has no border of its own; the line follows from the two shapes. Drag a few points and watch what each of them does.'],
        task: 'Choose “Ask” and click where both halves hesitate: neither may be surer than 60 %.',
        set: { preset: 'clouds' },
        done: ({ answer }) => answer?.generative && surest(answer.discriminative) <= 0.6 && surest(answer.generative.posterior) <= 0.6,
    },
    {
        title: 'Bayes’ rule, in numbers',
        text: ['Here A is seven times as frequent as B. Move the pointer over a plane: the table below shows how the half that creates comes to its answer. How well does the point fit each label, p(point | label); times how frequent the label is, p(label); and the products divided by their sum, so that they add up to one.',
            'So a point can fit B better and still most likely be an A: there are so many more of them.'],
        task: 'Ask about such a point: p(point | label) must be larger for B, and A must win nevertheless.',
        set: { preset: 'uneven' },
        done: ({ answer }) => answer?.generative && best(answer.generative.logLikelihood) === 1 && best(answer.generative.posterior) === 0,
    },
    {
        title: 'Move the prior',
        text: ['Suppose that B becomes frequent where you will use the model. How each label looks has not changed, only how often it comes: the half that creates keeps its shapes and takes another p(label). No point is needed and nothing is learned again.',
            'The half that recognizes has both in one. It stays as it is, and would have to learn anew from points in the new shares.'],
        task: 'Ask about a point, then turn the right half’s answer to another label with nothing but the sliders of the prior, at the bottom.',
        set: { preset: 'uneven' },
        done: ({ answer, world }) => world.prior !== null && answer?.generative && best(answer.generative.posterior) !== best(answer.generative.posteriorUnderLearnedPrior),
    },
    {
        title: 'Only one of them creates',
        text: ['The half that creates can draw a label by its prior and then a point by its shape: a new point that nobody put there. The left one cannot; it was never told where points lie, only what to call them. In the library this is no matter of politeness: asking a logistic regression for new points does not compile.',
            'What comes out is what it believes. Gaussian naive Bayes has one upright bell for each label, and moons are no bells.'],
        task: 'Make points with Gaussian naive Bayes. Then find a model on the right whose points do look like moons, and make some with that.',
        set: { preset: 'moons' },
        done: ({ making, memory }) => {
            if (making)
                memory[making.model] = true;
            return memory.GaussianNaiveBayes && memory.GaussianMixture;
        },
    },
    {
        title: 'What a model takes for granted',
        text: ['A lies at two opposite corners, B at the others. No straight line parts them, and seen along each coordinate by itself the two labels look the same. Both models that you see fail, each for its own reason: one believes in straight borders, the other in coordinates that know nothing of each other.',
            'A model learns within what it takes for granted. To choose one is to say what you believe of the world.'],
        task: 'Choose a model on each side so that both are wrong on at most 5 % of new points.',
        set: { preset: 'xor' },
        done: ({ header }) => [header?.discriminative, header?.generative].every(half => half?.mistakes && half.mistakes.ofFresh !== null && half.mistakes.ofFresh <= 0.05),
    },
    {
        title: 'Hide a coordinate',
        text: ['Half of what you wanted to know is often missing. The half that creates knows how all coordinates hang together, so it can sum over every value that the hidden one could have. What is left is a shape along the other coordinate, drawn as a curve, and Bayes’ rule goes on as before. It can even say what it expects in the gap.',
            'The other half has to be given something in its place.'],
        task: 'Hide a coordinate, and ask at a place where the half that creates is nevertheless at least 80 % sure.',
        set: { preset: 'three', generative: 'QuadraticDiscriminantAnalysis' },
        done: ({ answer, world }) => world.hidden !== '' && answer?.generative && surest(answer.generative.posterior) >= 0.8,
    },
    {
        title: 'Far away',
        text: ['You look from afar now. The half that recognizes has to call every place something, and the further from the border, the surer it is, even where no point has ever been. It cannot say “I do not know this”: it has no idea of where points are.',
            'The half that creates has p(point). The dotted line is where that falls below what the least likely of its own points has. Its labels can be just as bold out there, but it can say that they mean nothing.'],
        task: 'Ask where the half that recognizes is at least 99 % sure, and the half that creates has never seen the like.',
        set: { preset: 'clouds', reach: 15 },
        done: ({ answer }) => surest(answer?.discriminative) >= 0.99 && answer?.generative?.isUnfamiliar,
    },
    {
        title: 'Few points, and many',
        text: ['With few points, believing something helps: a half that takes bells for granted has little left to learn, and is right soon if the world is like that. The half that recognizes believes less and needs more points, but once there are many, nothing holds it back where the belief is wrong.',
            'Both are judged on 1,000 new points from the same world. Their errors stand under the planes.'],
        task: 'Look at the errors with at most 8 points. Then draw at least 200, and compare again.',
        set: { preset: 'few', count: 6 },
        done: ({ header, memory }) => {
            const points = header?.discriminative.mistakes?.points;
            memory.few ||= points <= 8;
            return Boolean(memory.few && points >= 200);
        },
    },
];
