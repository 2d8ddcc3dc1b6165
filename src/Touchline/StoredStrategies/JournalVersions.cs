using Touchline.Configuration;
using Touchline.Core;
using Touchline.Plugins;
using Touchline.Sdk;
using Touchline.Trading;

namespace Touchline.StoredStrategies;

/// <summary>The versions that a journaled session had, from the copies of their code beside the journal.</summary>
/// <param name="folder">The journal's.</param>
/// <param name="session">The session's number.</param>
internal sealed class JournalVersions(string folder, int session) : IStrategyVersions
{
    private static readonly string[] Native = [".c", ".cpp", ".rs"];

    public Strategy Create(string strategy, string version)
    {
        if (VersionName.IsBuiltIn(version))
            return StrategyCatalog.BuiltIn.FirstOrDefault(s => s.Name == strategy)?.Make() ?? throw new BadInputException($"there is no strategy {strategy} here");
        // What it asked for stands in the journal as inputs.
        if (!File.Exists(PathOf(folder, session, version, ".cs")) && Native.Any(e => File.Exists(PathOf(folder, session, version, e))))
            return new ElsewhereStrategy();
        // It ran, under the rules of its time: a journal has to be read whatever they are now.
        Strategy made = new StrategySource(strategy, StrategyFile.Read(PathOf(folder, session, version, ".cs")), StrategyRules.Usual with { AllowAll = true }).Create();
        return VersionName.IsElsewhere(version) ? OutpostStrategy.Of(made, null) : made;
    }

    /// <param name="extension">With the dot.</param>
    public static string PathOf(string folder, int session, string version, string extension) => Path.Combine(folder, JournalNames.Kept(session, VersionName.FileOf(version, extension)));
}
