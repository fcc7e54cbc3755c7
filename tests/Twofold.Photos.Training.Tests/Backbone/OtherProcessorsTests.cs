using Twofold.ContractTests;

namespace Twofold.Photos.Training.Tests;

public sealed class OtherProcessorsTests : OtherProcessors;
