// The questions. Each belongs to an idea, has one right answer, and says of every other one why it tempts.

const four = { x: '[[1, 2], [2, 3], [3, 4], [4, 5]]', y: '[0, 0, 1, 1]' };

export const questions = [
    {
        name: 'generative-learns', idea: 'What a generative model learns',
        text: 'You train a generative model on photos that are labelled cat or dog. What does it learn?',
        answers: [
            { text: 'Given a photo, which of the two labels is more probable, and nothing else', why: 'This is what you often ask of it in the end, so it is easily taken for what it learns. But p(label | photo) is what a discriminative model learns; a generative one learns the joint p(photo, label), and gets to the labels by Bayes’ rule.' },
            { text: 'How photos and labels come together: how frequent each label is, and what photos of it look like', right: true, why: 'That is p(photo, label) = p(label) · p(photo | label). Whoever has it can classify by Bayes’ rule, say how usual a photo is, and draw new ones.' },
            { text: 'Which labels there are, so that it can produce new labels', why: '“Generate” sounds as if something were added to the list of labels. The labels are given and stay the same; what it generates are data points: new photos.' },
            { text: 'Which photos belong together, without looking at the labels', why: 'That would be clustering. It also looks at how data lie, which makes the two feel alike, but here the labels are known and used.' },
        ],
    },
    {
        name: 'generate-hundred', idea: 'What a generative model learns',
        text: 'A model was fitted on 40 flowers of two kinds, measured in centimeters. You call model.Generate("iris", count: 100, seed: 7). What comes back?',
        answers: [
            { text: '100 new rows of measurements that look like those of an iris', right: true, why: 'It draws from what it learned about irises. There can be more rows than it was shown, and none has to be among those.' },
            { text: '100 labels, each "iris"', why: 'You name the label, so it seems to be the subject. But the label goes in; what comes out are data points of that label.' },
            { text: 'At most 40 rows, because no more are known', why: 'This thinks of the model as a store of rows. It keeps a distribution, and one can draw from a distribution as often as one likes.' },
            { text: 'An error: a model that classifies cannot make rows', why: 'True of a logistic regression, where it would not even compile. A model that learned p(row | label) both classifies and creates.' },
        ],
    },
    {
        name: 'see-it-create', idea: 'What a generative model learns',
        text: 'This prints three new rows of label 1. Suppose that you multiply all numbers of x by ten. What happens to the new rows?',
        code: { model: 'GaussianNaiveBayes', ...four, call: 'Generate', label: '1' },
        answers: [
            { text: 'Nothing: the seed is the same', why: 'The seed fixes the dice, not what they are thrown for. The same throws are stretched to the means and spreads that were learned.' },
            { text: 'They become about ten times as large, as the rows of label 1 did', right: true, why: 'It learned where the rows of label 1 lie and how far they spread, and draws from there. Change x and run it.' },
            { text: 'They become the labels 10, 10, 10', why: 'Rows are not labels. Label 1 is only the name under which the rows are found.' },
        ],
    },
    {
        name: 'discriminative-models', idea: 'What a discriminative model learns',
        text: 'Which quantity does a discriminative model, such as logistic regression, describe?',
        answers: [
            { text: 'p(input, output): how inputs and outputs occur together', why: 'The joint sounds like the complete answer, and it is more than is needed: that is what a generative model learns. The discriminative one leaves out how inputs are distributed.' },
            { text: 'p(input): how frequent each input is', why: 'It was shown inputs, so it could seem to know them. It never learns which of them are usual; that is why it cannot say that something is strange.' },
            { text: 'p(output | input): how probable each output is once the input is known', right: true, why: 'The input is given, and the only question is what follows from it.' },
            { text: 'p(input | output): what inputs of an output look like', why: 'The same letters the other way round. This is the half of Bayes’ rule that a generative model learns.' },
        ],
    },
    {
        name: 'cannot-answer', idea: 'What a discriminative model learns',
        text: 'A logistic regression recognizes spam. Which question can it not answer, however long it was trained?',
        answers: [
            { text: 'How probable is it that this mail is spam?', why: 'That is just what it answers: p(spam | mail). Perhaps you thought that it says yes or no only; it gives a probability.' },
            { text: 'Is this mail like any that you were trained on?', right: true, why: 'For that it would need p(mail). It only knows on which side of its border a mail lies, and out there it is often surest.' },
            { text: 'Which of these two mails is more likely spam?', why: 'It can compare the two probabilities. No knowledge of how mails are distributed is needed for that.' },
            { text: 'How many of these thousand mails are probably spam?', why: 'The probabilities can be added up. That needs only p(spam | mail), for each mail.' },
        ],
    },
    {
        name: 'logistic-generate', idea: 'What a discriminative model learns',
        text: 'A program has the line  new LogisticRegression().Fit(x, y).Generate(1, count: 3, seed: 7).  What happens?',
        answers: [
            { text: 'It returns three rows near the border between the labels', why: 'The border is all it has, so that seems a natural place to draw from. But a border does not say where along it, or how far from it, rows lie.' },
            { text: 'It returns the three rows of label 1 that it is surest of', why: 'That would be choosing among rows that exist, which is retrieval and not generation; and the fitted model has not kept them.' },
            { text: 'It throws an exception when it runs', why: 'Many libraries do it so. Here the fitted model has no method Generate at all, which is noticed earlier.' },
            { text: 'It does not compile', right: true, why: 'What a model can do is written in its type: a logistic regression is a classifier and no generator.' },
        ],
    },
    {
        name: 'prints-one', idea: 'Read the code',
        text: 'What does this program print?',
        code: { model: 'GaussianNaiveBayes', ...four, call: 'Predict', ask: '[[2, 3]]' },
        answers: [
            { text: '[0, 1]', why: 'There are two classes, and it is tempting to expect both. But one row was asked about, and each row gets one label.' },
            { text: '[1]', why: 'Perhaps because 2 and 3 lie in the middle of all numbers. The middle of label 0 is (1.5, 2.5) and of label 1 (3.5, 4.5): (2, 3) is nearer to the first, and the spreads are the same.' },
            { text: '[0]', right: true, why: 'One row, one label. (2, 3) is nearer to the middle of label 0, (1.5, 2.5), than to that of label 1, (3.5, 4.5), and both spread alike.' },
            { text: 'Nothing: the prediction raises an error, because [[2, 3]] is in the training data already', why: 'Asking about a row that was learned from is allowed, and tells you little about how good the model is. It is no error.' },
        ],
    },
    {
        name: 'prints-two', idea: 'Read the code',
        text: 'Now two rows are asked about at once. What is printed?',
        code: { model: 'GaussianNaiveBayes', ...four, call: 'Predict', ask: '[[1, 1], [5, 5]]' },
        answers: [
            { text: '[0, 1]', right: true, why: 'Two rows, two labels, in the order of the rows.' },
            { text: '[0]', why: 'This would be the answer to the first row. A table of rows goes in, so an array of labels comes out, one for each.' },
            { text: '[[1, 0], [0, 1]]', why: 'That looks like probabilities, one row for each example. Predict gives labels; PredictProbabilities gives those.' },
            { text: 'An error: [1, 1] and [5, 5] are not in x', why: 'Then a model would be of no use: it is there to answer about rows that it has not seen.' },
        ],
    },
    {
        name: 'prints-probabilities', idea: 'Read the code',
        text: 'What form has the output of this program?',
        code: { model: 'GaussianNaiveBayes', ...four, call: 'PredictProbabilities', ask: '[[2.5, 3.5]]' },
        answers: [
            { text: 'One number: how sure it is', why: 'With two labels one number would be enough, since the other follows. With three it would not; so there is one for each label, always.' },
            { text: 'One row of two numbers that sum to 1', right: true, why: 'One row for each row that was asked about, one number for each label. Here it is exactly between the two, so both are one half.' },
            { text: 'Two rows, one for each class', why: 'The classes are the columns. Rows of the output belong to rows of the input.' },
            { text: 'Two numbers, each of which can be anything from 0 to 1', why: 'Each can be, but not both at once: a row has exactly one label, so the probabilities of all labels sum to 1.' },
        ],
    },
    {
        name: 'three-two-wrong', idea: 'When it goes wrong',
        text: 'This program stops with an error. What is wrong with it? Guess first, then run it.',
        code: { model: 'GaussianNaiveBayes', x: '[[1, 2], [2, 3], [3, 4]]', y: '[0, 1]', call: 'Predict', ask: '[[2, 3]]' },
        answers: [
            { text: 'The labels have to be converted: a model wants text, or categories', why: 'Labels of other types do need converting in some libraries, so it is the first thing that comes to mind. Here a label may be of any type, and 0 and 1 are fine.' },
            { text: 'The numbers are of the wrong data type: x holds whole numbers', why: 'Types are the usual suspects. But 1 is a perfectly good double; and a wrong type would not compile.' },
            { text: 'There are three rows but two labels', right: true, why: 'Each row needs one label. The message says it with both numbers.' },
            { text: 'Fit is fine; Predict raises the error, because the model has never seen [2, 3] with a label', why: 'It never gets so far: without a label for each row there is nothing to learn from, and Fit says so.' },
        ],
    },
    {
        name: 'three-two-fix', idea: 'When it goes wrong',
        text: 'And how is it put right? Try it: change the numbers and run.',
        code: { model: 'GaussianNaiveBayes', x: '[[1, 2], [2, 3], [3, 4]]', y: '[0, 1]', call: 'Predict', ask: '[[2, 3]]' },
        answers: [
            { text: 'Write the label of the third row, for example y = [0, 0, 1]', right: true, why: 'One label for each row. Or take the row out for which you have none.' },
            { text: 'Write y = ["0", "1"]', why: 'Texts do not compile here, because y is an int[]. And there would still be two labels for three rows.' },
            { text: 'Write x = [[1.0, 2.0], [2.0, 3.0], [3.0, 4.0]]', why: 'The same numbers, written as decimals. Neither their type nor their value was the problem; their count is.' },
            { text: 'Take another model, which is less particular', why: 'Every model that learns from labels needs one for each example. Replace GaussianNaiveBayes by any other and the message is the same.' },
        ],
    },
    {
        name: 'one-label', idea: 'When it goes wrong',
        text: 'Here every row has a label, and still nothing can be learned. Why?',
        code: { model: 'LogisticRegression', x: '[[1, 2], [2, 3], [3, 4]]', y: '[1, 1, 1]', call: 'Predict', ask: '[[2, 3]]' },
        answers: [
            { text: 'Three rows are too few', why: 'Few rows make a poor model, but with two labels among them three rows are fitted without complaint. Try y = [1, 0, 1].' },
            { text: 'Labels have to begin at 0', why: 'They do in some libraries. Here they are names: 1 and 7 would do as well as 0 and 1.' },
            { text: 'There is only one label, so there is nothing to tell apart', right: true, why: 'A classifier learns what distinguishes labels, and needs at least two of them.' },
        ],
    },
    {
        name: 'cats-both-tasks', idea: 'Which model for what',
        text: 'You want to sort a folder into cats and dogs, and to make new pictures of cats. What do you take?',
        answers: [
            { text: 'A discriminative model for the sorting and a generative model for the pictures', right: true, why: 'To sort, all effort goes into what distinguishes the two. To make pictures, one has to know what cats look like. Twofold learns both from the same photos.' },
            { text: 'A discriminative model for both: run backwards, it yields the picture to a label', why: 'Many pictures have the label “cat”, and noise can have it too. From p(label | picture) alone there is no way back to what pictures are like.' },
            { text: 'A generative model for the sorting and a discriminative one for the pictures', why: 'The words are easily exchanged. Generative is the one that generates.' },
            { text: 'A clustering of the photos: one heap is the cats, and its middle is a new cat', why: 'Heaps need not be what you call cats and dogs, since nobody told it. And the average of photos is a blur, not a photo.' },
        ],
    },
    {
        name: 'one-for-both', idea: 'Which model for what',
        text: 'A colleague says: “A generative model can classify too, by Bayes’ rule. So we need only that one.” What is the best reply?',
        answers: [
            { text: 'No: a generative model cannot classify at all', why: 'It can: a label that makes an example probable is a probable label. The claim is true; the conclusion is what is doubtful.' },
            { text: 'Right: by Bayes’ rule it is always at least as accurate', why: 'Only if its picture of the data is right. Where it is not, its answers suffer, while a discriminative model never had to describe the data.' },
            { text: 'It can. But it spends itself on describing the data, and for sorting alone a discriminative model is usually more accurate when there are many examples', right: true, why: 'One kind can do for both, and it is often worth its price to have both. Few examples, missing cells or a changing prior speak for the generative one.' },
            { text: 'Then let us take the discriminative one for both', why: 'The other half of the same mistake: a discriminative model has nothing to draw new examples from.' },
        ],
    },
    {
        name: 'missing-cells', idea: 'Which model for what',
        text: 'Patients’ records often lack a value. Which half deals with that by itself, and how?',
        code: { model: 'GaussianNaiveBayes', ...four, call: 'PredictProbabilities', ask: '[[double.NaN, 3]]' },
        answers: [
            { text: 'The generative one: it sums over every value that the cell could have had', right: true, why: 'It knows how cells are distributed, so it can leave one out exactly. Run it: NaN is a missing cell.' },
            { text: 'The discriminative one: it never looked at how cells are distributed, so it does not miss one', why: 'Because it never looked, it has nothing to put in its place. Something has to be filled in for it, such as the mean.' },
            { text: 'Neither: a row with a missing cell has to be thrown away', why: 'Many programs do, and lose the rest of the row with it. What is known of a row is enough for Bayes’ rule.' },
        ],
    },
    {
        name: 'clustering-is-generating', idea: 'Clustering is not generating',
        text: 'A program gets 1,000 photos without labels and puts them into five heaps of similar ones. Has it generated something?',
        answers: [
            { text: 'Yes: five new groups', why: 'Something new is there, so the word seems to fit. But to generate means to make new data points; here the same 1,000 photos lie in another order.' },
            { text: 'No: it has grouped photos that were there', right: true, why: 'That is clustering. Generating would be a photo number 1,001 that nobody took.' },
            { text: 'Yes: it has learned without labels, and that is what generative means', why: 'Generative models can be learned without labels, which makes the two easy to confuse. What makes them generative is that they describe how data come about, and can draw some.' },
            { text: 'No: it has classified them', why: 'Nearly: but classifying gives names that were known before. The heaps have no names.' },
        ],
    },
    {
        name: 'which-is-generation', idea: 'Clustering is not generating',
        text: 'Which of these is done by generating?',
        answers: [
            { text: 'Finding the customers who behave alike', why: 'That is clustering: it sorts those who are there.' },
            { text: 'Making 500 invented customers to test a program with', right: true, why: 'New rows that are like real ones and belong to nobody: drawn from a distribution that was learned.' },
            { text: 'Finding the ten customers most like this one', why: 'That is a search. It returns what exists.' },
            { text: 'Telling which customers will leave', why: 'That is classification: a label for each row that is there.' },
        ],
    },
    {
        name: 'only-classify', idea: 'What is said of generative models',
        text: '“Naive Bayes is a classifier. It says which label a row has, and that is all that it can do.” Is that so?',
        answers: [
            { text: 'Yes: that is why it stands among the classifiers in every textbook', why: 'It stands there because it is mostly used for that. What it learned allows more.' },
            { text: 'No: it has learned p(row | label) for each label, so it can also say how usual a row is, and draw new ones', right: true, why: 'Classifying is one of three things that it can do. In Twofold it is an IGenerativeModel: IClassifier, IDensity and IGenerator at once.' },
            { text: 'No: it can also find the labels by itself', why: 'It learns from labels that are given. Finding groups without them is another task.' },
        ],
    },
    {
        name: 'ignores-distribution', idea: 'What is said of generative models',
        text: '“A generative model ignores how the data are distributed and looks only for the border.” What of a fitted GaussianNaiveBayes shows that this is wrong?',
        answers: [
            { text: 'Its means and variances: for each label, where each column lies and how far it spreads', right: true, why: 'These are the distribution of the data, label by label. The border is not in the model at all; it follows.' },
            { text: 'Its coefficients: one slope for each column', why: 'A logistic regression has those. They say how the border runs, and the sentence would be true of it.' },
            { text: 'Its training rows, which it keeps', why: 'It does not keep them; two numbers for each column and label are enough. The nearest neighbors keep rows, and they are discriminative.' },
            { text: 'Nothing: the sentence is right', why: 'It is right of the other half: discriminative models look for what separates. Generative ones describe what is there.' },
        ],
    },
    {
        name: 'prior', idea: 'What is said of generative models',
        text: 'A test for a rare illness was learned from as many ill as healthy people. Among the people who will be tested, one in a hundred is ill. What is to be done?',
        answers: [
            { text: 'Nothing: what an illness looks like stays the same', why: 'The first part is true: p(signs | illness) stays. But how probable the illness is does not depend on the signs alone. Left so, the model will see far too many ill people.' },
            { text: 'Learn everything anew, from a hundred times as many healthy people', why: 'That works for either half and costs a lot. The generative half has p(signs | illness) and p(illness) apart, and only the second has changed.' },
            { text: 'Give the generative half another prior: model.WithPrior([0.99, 0.01])', right: true, why: 'Bayes’ rule with the same likelihoods and another p(illness). Nothing is learned again.' },
        ],
    },
    {
        name: 'far-away', idea: 'What is said of generative models',
        text: 'A recognizer of cats and dogs is shown a truck and says “dog, 99.9 %”. What does the number mean?',
        answers: [
            { text: 'That trucks look like dogs', why: 'Only in so far as it lies on that side of the border. No dog was ever near it.' },
            { text: 'Little: of the two labels it has, this one is far likelier; whether the photo is like either, it cannot say', right: true, why: 'p(label | photo) sums to 1 over the labels that there are. A generative twin has p(photo), and can say that it has never seen the like.' },
            { text: 'That the model is broken', why: 'It does what it was made for: it chooses between two labels. The question was the wrong one.' },
            { text: 'That with more training on cats and dogs it would be less sure', why: 'More cats and dogs make the border sharper. They say nothing about what lies far away from both.' },
        ],
    },
];
