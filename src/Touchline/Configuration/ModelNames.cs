using Touchline.Matching;
using Touchline.Simulation;

namespace Touchline.Configuration;

/// <summary>Names of the models that a simulation can use.</summary>
internal static class ModelNames
{
    public const string DefaultQueue = "risk-averse";

    public static IReadOnlyList<string> Queue { get; } = [DefaultQueue];

    public static IReadOnlyList<string> Exchange { get; } = [.. Enum.GetValues<ExchangeModel>().Select(m => m.Name())];

    public static string DefaultExchange { get; } = new SimulationOptions().Exchange.Name();

    public static bool TryReadQueue(string text, out string name) => Queue.Contains(name = text);

    public static bool TryReadExchange(string text, out string name) => Exchange.Contains(name = text);
}
