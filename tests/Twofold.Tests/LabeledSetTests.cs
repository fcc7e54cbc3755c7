using CsCheck;

namespace Twofold.Tests;

public sealed class LabeledSetTests
{
    static readonly Gen<int[]> Codes = Gen.Int[0, 4].Array[10, 200];

    [Fact]
    public void A_split_holds_every_example_once() => Gen.Select(Codes, Gen.Double[0.05, 0.95], Gen.ULong).Sample((codes, fraction, seed) =>
    {
        var (train, test) = Stratification.Split(codes, fraction, seed);
        Assert.Equal(Enumerable.Range(0, codes.Length), train.Concat(test).Order());
    });

    [Fact]
    public void A_split_holds_the_asked_share_of_each_label_back() => Gen.Select(Codes, Gen.Double[0.05, 0.95], Gen.ULong).Sample((codes, fraction, seed) =>
    {
        var (train, test) = Stratification.Split(codes, fraction, seed);
        foreach (var label in codes.CountBy(code => code))
        {
            var held = test.Count(i => codes[i] == label.Key);
            Assert.InRange(held, (label.Value * fraction) - 1, (label.Value * fraction) + 1);
            Assert.True(label.Value < 2 || (held >= 1 && held < label.Value));
            Assert.Contains(train, i => codes[i] == label.Key);
        }
    });

    [Fact]
    public void Folds_hold_every_example_back_once_in_equal_parts() => Gen.Select(Codes, Gen.Int[2, 10], Gen.ULong).Sample((codes, count, seed) =>
    {
        var folds = Stratification.Folds(codes, count, seed);
        Assert.Equal(count, folds.Count);
        Assert.Equal(Enumerable.Range(0, codes.Length), folds.SelectMany(fold => fold.Test).Order());
        foreach (var (train, test) in folds)
        {
            Assert.Equal(Enumerable.Range(0, codes.Length), train.Concat(test).Order());
            Assert.InRange(test.Length, codes.Length / count, (codes.Length / count) + 1);
            foreach (var label in codes.CountBy(code => code))
                Assert.InRange(test.Count(i => codes[i] == label.Key), label.Value / count, (label.Value / count) + 1);
        }
    });

    [Fact]
    public void Some_are_so_many_with_each_labels_share_and_the_only_ones_of_their_label() => Gen.Select(Codes, Gen.Int[5, 250], Gen.ULong).Sample((codes, most, seed) =>
    {
        var some = Stratification.Some(codes, most, seed);
        Assert.Equal(Math.Min(most, codes.Length), some.Length);
        Assert.Equal(some.Distinct().Order(), some);
        foreach (var label in codes.CountBy(code => code))
        {
            var share = Math.Min(1, (double)most / codes.Length) * label.Value;
            Assert.InRange(some.Count(i => codes[i] == label.Key), Math.Max(1, share - 4), share + 4);
        }
    });

    [Fact]
    public void Some_of_labels_with_one_example_each_are_so_many_of_them() => Assert.Equal(3, Stratification.Some([0, 1, 2, 3, 4], 3, seed: 1).Length);

    [Fact]
    public void The_seed_decides()
    {
        var codes = Enumerable.Range(0, 100).Select(i => i % 2).ToArray();
        Assert.Equal(Stratification.Split(codes, 0.3, 1).Test, Stratification.Split(codes, 0.3, 1).Test);
        Assert.NotEqual(Stratification.Split(codes, 0.3, 1).Test, Stratification.Split(codes, 0.3, 2).Test);
        Assert.NotEqual(Stratification.Folds(codes, 5, 1)[0].Test, Stratification.Folds(codes, 5, 2)[0].Test);
    }

    [Fact]
    public void Examples_keep_their_labels()
    {
        var set = new LabeledSet<Numbers, string>(new([.. Enumerable.Range(0, 40)]), [.. Enumerable.Range(0, 40).Select(Name)]);
        var (train, test) = set.Split(0.25, seed: 3);
        Assert.Equal((30, 10), (train.Count, test.Count));
        foreach (var part in set.Folds(4, seed: 3).SelectMany(fold => new[] { fold.Train, fold.Test }).Append(train).Append(test))
            Assert.Equal(part.Examples.Values.Select(Name), part.Labels);

        static string Name(int number) => number % 2 == 0 ? "even" : "odd";
    }

    [Fact]
    public void What_cannot_be_divided_is_refused()
    {
        Assert.Throws<TwofoldException>(() => new LabeledSet<Numbers, int>(new([1, 2, 3]), [0, 1]));
        Assert.Throws<TwofoldException>(() => Stratification.Split([0, 0, 1], 0, 1));
        Assert.Throws<TwofoldException>(() => Stratification.Split([0, 0, 1], double.NaN, 1));
        Assert.Throws<TwofoldException>(() => Stratification.Split([0, 1, 2], 0.5, 1));
        Assert.Throws<TwofoldException>(() => Stratification.Folds([0, 1], 3, 1));
        Assert.Throws<TwofoldException>(() => Stratification.Folds([0, 1], 1, 1));
    }

    sealed record Numbers(int[] Values) : IExamples<Numbers>
    {
        public int Count => Values.Length;

        public Numbers Subset(ReadOnlySpan<int> indices)
        {
            var values = new int[indices.Length];
            for (var i = 0; i < indices.Length; i++)
                values[i] = Values[indices[i]];
            return new Numbers(values);
        }
    }
}
