using System.CommandLine;
using Touchline.Configuration;

namespace Touchline.Commands;

/// <summary><c>--seed</c> of the verbs that have no settings; right is what is right there too.</summary>
internal static class SeedOption
{
    public static Option<ulong> Create(string text) => new("--seed")
    {
        Description = text,
        DefaultValueFactory = _ => 1UL,
        CustomParser = given =>
        {
            if (!SettingText.TryReadSeed(given.Tokens[0].Value, out ulong seed))
                given.AddError($"--seed is '{given.Tokens[0].Value}'; right is {Settings.Seed.Right}");
            return seed;
        },
    };
}
