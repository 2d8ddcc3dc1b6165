using Touchline.Core;
using Touchline.Trading;

namespace Touchline.Configuration;

/// <summary>
/// What a session has to be told before its orders cost money: nobody loses any by what they forgot to say. What a crash leaves behind is found again by the journal alone; how large a position may
/// become and how much may be lost is said, be it that there is no limit.
/// </summary>
internal static class RealMoney
{
    private static readonly Setting[] Sizes = [.. new[] { "max_position", "max_instrument_exposure", "max_exposure" }.Select(Limit)];
    private static readonly Setting[] Losses = [.. new[] { "max_daily_loss", "max_drawdown" }.Select(Limit)];

    /// <exception cref="BadInputException">Something of it is missing.</exception>
    public static void Check(EffectiveSettings settings, VenueSettings venue)
    {
        string because = $"setting run.live is on, and orders at {venue.Host} cost real money";
        if (settings.Value(Settings.Journal) is null)
            throw new BadInputException($"{because}: setting {Settings.Journal.Path} is missing, and without a journal nobody finds again what a crash leaves behind; right is {Settings.Journal.Option} FOLDER");
        Demand(settings, Sizes, $"{because}: nothing says how large a position may become");
        Demand(settings, Losses, $"{because}: nothing says how much may be lost");
    }

    /// <summary>For people, as the session begins: where orders go, and what bounds them.</summary>
    public static string Describe(TradingSettings chosen)
    {
        IEnumerable<string> limits = RiskLimit.All.Where(l => l.Get(chosen.Risk) != l.Get(RiskLimits.None)).Select(l => $"{l.Name} {l.Get(chosen.Risk)}");
        return $"real money: orders go to {chosen.Venue!.Host} with key {chosen.Venue.Key}; limits: {string.Join(", ", limits)}";
    }

    private static void Demand(EffectiveSettings settings, Setting[] either, string trouble)
    {
        if (!Array.Exists(either, s => settings.SourceOf(s) is not null))
            throw new BadInputException($"{trouble}; right is one of {string.Join(", ", either.Select(s => s.Path))} ({either[0].Option} {either[0].NameInOption}=NUMBER, or {RiskLimit.NoLimit})");
    }

    private static Setting Limit(string name) => Settings.Limits.First(s => s.Path == $"risk.{name}");
}
