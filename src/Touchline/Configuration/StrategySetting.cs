using Touchline.Jobs;
using Touchline.Plugins;

namespace Touchline.Configuration;

/// <summary>The part of the table of settings that is about strategies as text.</summary>
internal static class StrategySetting
{
    // Behind everything else on a machine that trades, seconds of the processor take minutes.
    private static readonly TimeSpan PatienceInJob = TimeSpan.FromMinutes(10);

    public static ScalarSetting<string> Folder { get; } = new(
        "strategies.folder", "strategies", TryReadFolder, SettingText.Same, "a folder", "the store of strategies")
    { Option = "--strategies" };

    public static ScalarSetting<bool> AllowAll { get; } = new(
        "strategies.allow_all", false, SettingText.TryReadSwitch, SettingText.WriteSwitch, "on or off", "code of strategies may use files, network, threads and all else; docs/strategy-store.md")
    { Option = "--allow-all", IsSwitch = true };

    public static IReadOnlyList<Setting> All { get; } = [Folder, AllowAll];

    /// <summary>What a strategy's source may do.</summary>
    public static StrategyRules RulesFor(bool allowAll) => StrategyRules.Usual with { AllowAll = allowAll, Patience = JobChild.IsOne ? PatienceInJob : StrategyRules.Usual.Patience };

    private static bool TryReadFolder(string text, out string folder)
    {
        folder = text;
        return !string.IsNullOrWhiteSpace(text);
    }
}
