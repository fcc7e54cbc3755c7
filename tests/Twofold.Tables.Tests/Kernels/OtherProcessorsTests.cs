using Twofold.ContractTests;

namespace Twofold.Tables.Tests;

public sealed class OtherProcessorsTests : OtherProcessors;
