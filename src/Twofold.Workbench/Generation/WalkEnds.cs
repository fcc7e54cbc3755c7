using System.Globalization;
using Twofold.Photos;

namespace Twofold.Workbench;

/// <summary>Reads what a person called the two ends of a walk.</summary>
static class WalkEnds
{
    /// <exception cref="TwofoldException">An end is no label of the model, or no seed where a label was named.</exception>
    public static (PhotoLatent From, PhotoLatent To) Of(WalkRequest request, IReadOnlyList<string> labels)
    {
        if (request.Label is not { } label)
            return (Labelled(request.From), Labelled(request.To));
        _ = LabelEncoding.IndexOf(labels, label);
        return (Seeded(request.From), Seeded(request.To));

        PhotoLatent Labelled(string end)
        {
            if (!labels.Contains(end) && Latent("", end) is not null)
            {
                throw new TwofoldException(
                    $"The model does not know the label '{end}'. If it is a seed, name the label first: 'twofold generate LABEL --walk {request.From} {request.To}'. Labels are {Spelling.List(labels)}.");
            }

            _ = LabelEncoding.IndexOf(labels, end);
            return new PhotoLatent(end, request.Seed);
        }

        PhotoLatent Seeded(string end) => Latent(label, end) ?? throw new TwofoldException(
            labels.Contains(end)
                ? $"'{end}' was given for --walk beside the label '{label}': for a way between two labels name both there, 'twofold generate --walk {request.From} {request.To}', and leave '{label}' out."
                : $"'{end}' was given for --walk beside the label '{label}': a seed is expected (3), or a seed's picture as its file is called (3-0012).");
    }

    /// <summary>A seed, or a seed and the number of one of its pictures, from 1 as in the names of their files; null where it is neither.</summary>
    static PhotoLatent? Latent(string label, string end)
    {
        var parts = end.Split('-');
        if (parts.Length > 2 || !ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            return null;
        var number = 1;
        if (parts.Length == 2 && !(int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1))
            return null;
        return new PhotoLatent(label, seed, number - 1);
    }
}
