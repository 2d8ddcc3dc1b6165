using System.Diagnostics.CodeAnalysis;
using Touchline.Matching;
using Touchline.Simulation;

namespace Touchline.Configuration;

/// <summary>Names of the models that a simulation can use.</summary>
internal static class ModelNames
{
    public static bool TryReadExchange(string text, out ExchangeModel model)
    {
        model = Enum.GetValues<ExchangeModel>().FirstOrDefault(m => m.Name() == text);
        return model != default;
    }

    /// <exception cref="BadInputException">The file that is named holds no latencies.</exception>
    public static bool TryReadLatency(string text, [MaybeNullWhen(false)] out LatencyModel latency) => LatencyModel.TryParse(text, out latency);
}
