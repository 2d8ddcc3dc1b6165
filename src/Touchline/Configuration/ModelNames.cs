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

    public static bool TryReadLatency(string text, [MaybeNullWhen(false)] out LatencyModel latency)
    {
        bool isRead = ConstantLatency.TryParse(text, out ConstantLatency? constant);
        latency = constant;
        return isRead;
    }
}
