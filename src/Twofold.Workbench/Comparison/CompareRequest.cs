namespace Twofold.Workbench;

/// <summary>Compare generative with discriminative models on a person's data.</summary>
public sealed record CompareRequest
{
    /// <summary>A table with a column of labels, or a folder of label-named folders of photos.</summary>
    public required string Data { get; init; }

    /// <summary>The column of a table that holds the labels; null for photos.</summary>
    public string? Label { get; init; }

    /// <summary>The column of a table that says when each row was taken; null, the default: the rows' order means nothing.</summary>
    public string? Time { get; init; }

    /// <summary>The HTML file to write; null, the default: none. It fills in while the comparison goes on.</summary>
    public string? Report { get; init; }

    /// <summary>Called each time the report was written while the comparison goes on; null, the default: nobody is.</summary>
    public Action? ReportGrew { get; init; }

    /// <summary>What photos are seen through: "auto" (the default), the name of an installed backbone, or an ONNX file.</summary>
    public string Backbone { get; init; } = "auto";

    /// <summary>
    /// The time to train networks of both families on photos, in minutes, at least 1; testing them comes on top. Null, the default: none are trained, and the comparison of the
    /// heads alone takes a minute or so.
    /// </summary>
    public double? Minutes { get; init; }

    /// <summary>Whether a mirrored photo shows the same, for those networks; not where left and right mean something, as in digits. Default true.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>How to compare.</summary>
    public ComparisonOptions Options { get; init; } = new();
}
