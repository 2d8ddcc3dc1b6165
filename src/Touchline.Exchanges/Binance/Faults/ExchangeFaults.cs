using System.Text.Json;

namespace Touchline.Exchanges.Binance;

/// <summary>The faults as clients ask for them at <c>/_faults</c> and as the script brings them, those that are states, and <c>/_state</c>.</summary>
internal sealed class ExchangeFaults(ActiveFaults active, FaultScript script, BinanceParts parts, FaultyOutput output)
{
    private const long NsPerMs = 1_000_000;
    private const int GoingAway = 1001;
    private const long UsualSteps = 1;

    private long _maintenanceEndNs;

    public bool IsInMaintenance => active.Find(FaultKind.Maintenance) is not null;

    public long NextNs => Math.Min(script.NextNs, IsInMaintenance ? _maintenanceEndNs : long.MaxValue);

    public void Advance(long nowNs)
    {
        while (script.TryTake(nowNs, out JsonElement? line))
        {
            if (line is { } json)
                Begin(FaultReader.Read(json, active.NextId, beside: "at").Fault!, nowNs);
            else
                Clear();
        }

        if (active.Find(FaultKind.Maintenance) is { } maintenance && _maintenanceEndNs <= nowNs)
            active.Remove(maintenance);
    }

    /// <summary>Null: the request isn't one of this exchange's own paths.</summary>
    public ExchangeReply? TryAnswer(ExchangeRequest request, long nowNs) => (request.Path, request.Method) switch
    {
        ("/_state", "GET") => ExchangeReplies.Of(200, json => ExchangeState.Write(json, parts.Trading, parts.Histories)),
        ("/_faults", "GET") => ExchangeReplies.Of(200, active.Write),
        ("/_faults", "DELETE") => Clear(),
        ("/_faults", "POST") => Add(request, nowNs),
        ("/_state", _) => Wrong(405, "only GET is right for /_state"),
        ("/_faults", _) => Wrong(405, "right for /_faults are GET, POST and DELETE"),
        _ => null,
    };

    private ExchangeReply Add(ExchangeRequest request, long nowNs)
    {
        JsonDocument body;
        try
        {
            body = JsonDocument.Parse(request.Body);
        }
        catch (JsonException)
        {
            return Wrong(400, "the body is no JSON; right is e.g. {\"kind\":\"drop\",\"scope\":\"market\",\"count\":1}");
        }

        using (body)
        {
            (ExchangeFault? fault, string? wrong) = FaultReader.TryRead(body.RootElement, active.NextId);
            if (fault is null)
                return Wrong(400, wrong!);
            return Begin(fault, nowNs) ? ExchangeReplies.Of(200, json => ActiveFaults.Write(json, fault)) : Wrong(400, $"there are {ActiveFaults.Most} faults already; DELETE /_faults clears them");
        }
    }

    private ExchangeReply Clear()
    {
        int cleared = active.Count;
        active.Clear();
        output.EndSilence();
        parts.SetSkew(0);
        parts.Trading.MostStepsAFill = 0;
        return ExchangeReplies.Of(200, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("cleared", cleared);
            json.WriteEndObject();
        });
    }

    // Of a kind that is a state there is one at a time: the newest.
    private bool Begin(ExchangeFault fault, long nowNs)
    {
        if (fault.Kind == FaultKind.ExpireListenKeys)
        {
            parts.ExpireListenKeys(nowNs);
            return true;
        }

        bool isState = fault.Kind is FaultKind.Skew or FaultKind.PartialFills or FaultKind.Maintenance;
        if (isState && active.Find(fault.Kind) is { } before)
            active.Remove(before);
        if (!active.Add(fault))
            return false;
        if (fault.Kind == FaultKind.Skew)
            parts.SetSkew(fault.Ms!.Value * NsPerMs);
        else if (fault.Kind == FaultKind.PartialFills)
            parts.Trading.MostStepsAFill = fault.Steps ?? UsualSteps;
        else if (fault.Kind == FaultKind.Maintenance)
            Maintain(fault, nowNs);
        else if (fault.Kind is FaultKind.Drop or FaultKind.Silence)
            output.StrikeOpen(fault.Kind);
        return true;
    }

    private void Maintain(ExchangeFault fault, long nowNs)
    {
        _maintenanceEndNs = fault.Ms is { } ms ? nowNs + ms * NsPerMs : long.MaxValue;
        foreach (int connection in output.Connections.ToArray())
            output.Close(connection, GoingAway);
    }

    private static ExchangeReply Wrong(int status, string text) => ExchangeReplies.Of(status, json =>
    {
        json.WriteStartObject();
        json.WriteString("error", text);
        json.WriteEndObject();
    });
}
