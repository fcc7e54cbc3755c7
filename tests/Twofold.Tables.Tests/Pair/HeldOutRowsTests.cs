using Twofold.ContractTests;

namespace Twofold.Tables.Tests.Pair;

public sealed class HeldOutRowsTests
{
    [Fact]
    public void A_rare_label_is_no_reason_for_fewer_folds_and_can_be_learned_in_each()
    {
        string[] labels = [.. Enumerable.Range(0, 40).Select(i => i is 3 or 30 ? "rare" : i % 2 == 0 ? "cat" : "dog")];
        var encoding = LabelEncoding.Of(labels, labels.Length);

        var heldOut = HeldOutRows.Of(encoding, seed: 1);

        Assert.Equal(5, heldOut.Folds.Count);
        Assert.Equal(Enumerable.Range(0, 40), heldOut.Rows);
        Assert.All(heldOut.Folds, fold => Assert.Equal(3, fold.Train.Select(i => labels[i]).Distinct().Count()));
    }

    [Fact]
    public void How_rows_were_held_out_is_told_alike_in_every_culture()
    {
        string[] labels = [.. Enumerable.Range(0, 10_001).Select(i => i % 2 == 0 ? "cat" : "dog")];
        using var host = new HostCulture();

        Assert.Equal("20 % kept aside", HeldOutRows.Of(LabelEncoding.Of(labels, labels.Length), seed: 1).Method);
    }
}
