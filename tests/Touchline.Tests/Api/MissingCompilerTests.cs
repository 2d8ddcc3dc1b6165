using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Plugins;
using Touchline.StoredStrategies;
using Touchline.Tests.Configuration;
using Touchline.Tests.StoredStrategies;
using Touchline.Users;

namespace Touchline.Tests.Api;

/// <summary>Native code on a machine without its compiler. Alone: the PATH is the process's.</summary>
[Collection(nameof(Alone))]
public sealed class MissingCompilerTests
{
    [Theory]
    [InlineData("native-c", "nat.c needs a C compiler (cc, gcc or clang) and there is none in the PATH; install one")]
    [InlineData("native-rust", "nat.rs needs rustc and there is none in the PATH; install it")]
    public async Task Check_and_compile_say_what_to_install(string template, string right)
    {
        using var place = new Workplace();
        using var store = new StorePlace();
        using var session = new RunningSession(place);
        await using var api = new ApiStage((app, s) => StrategyCompileRoutes.Map(app, s, new StrategyShelf(store.Store, StrategyRules.Usual)), link: session.Link);
        StrategyTemplate chosen = StrategyTemplate.Named(template);
        StorePlace.Done(store.Store.Create("nat", "nat", "", chosen.CodeFor("nat"), chosen.Language));
        string? path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", place["nothing"]);
            foreach (string verb in (string[])["check", "compile"])
            {
                JsonNode told = (await api.Send(HttpMethod.Post, $"/strategies/nat/{verb}", Role.Admin, (JsonNode?)null)).Is(422);
                Assert.StartsWith(right, (string)told["detail"]!, StringComparison.Ordinal);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }
}
