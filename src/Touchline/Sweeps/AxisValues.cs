using Touchline.Configuration;

namespace Touchline.Sweeps;

/// <summary>The values of a parameter that a page shows, by size where they are numbers, else as they come.</summary>
internal sealed class AxisValues
{
    private readonly Dictionary<string, int> _places;

    public AxisValues(TradingSettings chosen, string name, IEnumerable<string> values)
    {
        Name = name;
        NumberText? numbers = NumberText.Of(chosen.Strategy.Parameters.Single(p => p.Name == name));
        string[] all = [.. values.Distinct()];
        Values = numbers is null ? all : [.. all.OrderBy(v => numbers.TryRead(v, out decimal number) ? number : 0)];
        _places = Values.Select((v, i) => (v, i)).ToDictionary();
    }

    public string Name { get; }

    public IReadOnlyList<string> Values { get; }

    public int PlaceOf(string value) => _places[value];
}
