using System.Text.Json;
using Touchline.Core;

namespace Touchline.Exchanges.Binance;

/// <summary>The faults that were asked for. Whether one strikes is drawn from the exchange's seed.</summary>
internal sealed class ActiveFaults(SeededRandom random)
{
    public const int Most = 100;

    private readonly List<ExchangeFault> _faults = [];
    private int _lastId;

    public int NextId => _lastId + 1;

    public int Count => _faults.Count;

    /// <summary>False when there are too many.</summary>
    public bool Add(ExchangeFault fault)
    {
        if (_faults.Count >= Most)
            return false;
        _lastId = fault.Id;
        _faults.Add(fault);
        return true;
    }

    public void Remove(ExchangeFault fault) => _faults.Remove(fault);

    public void Clear() => _faults.Clear();

    public ExchangeFault? Find(FaultKind kind) => _faults.Find(f => f.Kind == kind);

    /// <summary>The fault of a kind that strikes this time; it is one fewer then. Null: nothing happens.</summary>
    public ExchangeFault? Strike(FaultKind kind, FaultScopes scope)
    {
        foreach (ExchangeFault fault in _faults)
        {
            if (fault.Kind != kind || (fault.Scopes & scope) == 0 || !random.Chance(fault.Probability))
                continue;
            fault.Struck++;
            if (--fault.Left == 0)
                _faults.Remove(fault);
            return fault;
        }

        return null;
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("faults");
        foreach (ExchangeFault fault in _faults)
            Write(json, fault);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ExchangeFault fault)
    {
        json.WriteStartObject();
        json.WriteNumber("id", fault.Id);
        json.WriteString("kind", FaultKinds.NameOf(fault.Kind));
        json.WriteString("scope", fault.Scope);
        json.WriteNumber("probability", fault.Probability);
        Optional(json, "count", fault.Left);
        Optional(json, "ms", fault.Ms);
        Optional(json, "status", fault.Status);
        if (fault.Accepted is { } accepted)
            json.WriteBoolean("accepted", accepted);
        Optional(json, "code", fault.Code);
        Optional(json, "steps", fault.Steps);
        json.WriteNumber("struck", fault.Struck);
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }
}
