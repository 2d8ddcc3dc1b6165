using System.Globalization;
using Touchline.Core;
using Touchline.Simulation;
using Touchline.Trading;

namespace Touchline.Configuration;

/// <summary>Values of settings from and to the texts that users write.</summary>
internal static class SettingText
{
    /// <summary>Stands for no limit; in <see cref="RiskLimits"/> that is the type's largest value.</summary>
    public const string None = "none";

    private const string FullSpeed = "max";
    private const double MostSpeed = 1e6;

    public static string Same(string text) => text;

    public static bool TryReadFolder(string text, out string? folder)
    {
        folder = text == None ? null : text;
        return text.Length > 0;
    }

    public static string WriteFolder(string? folder) => folder ?? None;

    public static bool TryReadWaiting(string text, out RingWaiting waiting)
    {
        waiting = Array.Find(Enum.GetValues<RingWaiting>(), w => WriteWaiting(w) == text);
        return WriteWaiting(waiting) == text;
    }

    public static string WriteWaiting(RingWaiting waiting) => waiting.ToString().ToLowerInvariant();

    public static bool TryReadReaction(string text, out DifferenceReaction reaction)
    {
        reaction = Array.Find(Enum.GetValues<DifferenceReaction>(), r => Write(r) == text);
        return Write(reaction) == text;
    }

    public static string Write(DifferenceReaction reaction) => reaction.ToString().ToLowerInvariant();

    public const string On = "on";
    public const string Off = "off";

    public static bool TryReadSwitch(string text, out bool isOn)
    {
        isOn = text == On;
        return text is On or Off;
    }

    public static string WriteSwitch(bool isOn) => isOn ? On : Off;

    private const string Keep = "keep";
    private const string Cancel = "cancel";

    /// <summary>Whether orders are kept.</summary>
    public static bool TryReadOnStop(string text, out bool keeps)
    {
        keeps = text == Keep;
        return text is Keep or Cancel;
    }

    public static string WriteOnStop(bool keeps) => keeps ? Keep : Cancel;

    public static bool TryReadStrategy(string text, out string name) => StrategyCatalog.IsName(name = text);

    public static bool TryReadSeed(string text, out ulong seed) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);

    public static bool TryReadLimit(string text, out decimal limit)
    {
        limit = decimal.MaxValue;
        return text == None || (TryReadNumber(text, out limit) && limit > 0);
    }

    public static string Write(decimal value) => value == decimal.MaxValue ? None : value.ToString(CultureInfo.InvariantCulture);

    public static bool TryReadTime(string text, out long ns)
    {
        ns = long.MaxValue;
        return text == None || (Duration.TryParse(text, out ns) && ns > 0);
    }

    public static bool TryReadFeedOffset(string text, out long ns) => Duration.TryParse(text, out ns) && ns <= LatencyModel.MostNs;

    public static string WriteTime(long ns) => ns == long.MaxValue ? None : Duration.Format(ns);

    public static bool TryReadSpeed(string text, out double speed)
    {
        speed = double.PositiveInfinity;
        return text == FullSpeed || (text.EndsWith('x')
            && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out speed)
            && speed is > 0 and <= MostSpeed);
    }

    public static string WriteSpeed(double speed) => double.IsInfinity(speed) ? FullSpeed : speed.ToString(CultureInfo.InvariantCulture) + "x";

    public static bool TryReadNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
}
