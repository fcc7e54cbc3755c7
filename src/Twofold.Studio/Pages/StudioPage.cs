using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Twofold.Studio;

/// <summary>
/// A page of the studio. All that is its own lies in one folder, <c>Pages/NAME/</c>: <c>NAME.html</c> (what stands in the frame),
/// <c>NAME.css</c>, <c>NAME.js</c> (a module that the page loads), and in C# its endpoints and jobs.
/// </summary>
/// <param name="Name">Its name in the navigation and of its folder, such as "Recognize".</param>
/// <param name="Purpose">What one does there, in a few words.</param>
sealed record StudioPage(string Name, string Purpose)
{
    /// <summary>Adds what its endpoints need; null for nothing.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Adds its endpoints, under <c>/api</c>; null for none.</summary>
    public Action<RouteGroupBuilder>? Endpoints { get; init; }

    /// <summary>Its address, such as "/recognize".</summary>
    public string Address => $"/{Name.ToLowerInvariant()}";
}
