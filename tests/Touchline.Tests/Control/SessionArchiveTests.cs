using Touchline.Control;
using Touchline.Storage;

namespace Touchline.Tests.Control;

public sealed class SessionArchiveTests
{
    private readonly SessionArchive _archive = new();

    private void Tell(params AuditEntry[] entries) => _archive.OnRows(new SessionRows([], [], [], [], entries, []));

    private static AuditEntry Entry(string type, string action, long at) => new() { AtNs = at, Actor = "admin", Action = action, EntityType = type, EntityId = "1", SourceKey = "s" };

    [Fact]
    public void Orders_by_hand_are_still_known_after_any_number_of_a_strategys()
    {
        OrderRow Ended(long id, string strategy) => new() { OrderId = id, Strategy = strategy, EndedNs = id };
        _archive.OnRows(new SessionRows([Ended(1, "operator"), Ended(2, "mm"), .. Enumerable.Range(3, SessionArchive.MostOrders).Select(i => Ended(i, "mm"))], [], [], [], [], []));
        Assert.NotNull(_archive.Order(1));
        Assert.Null(_archive.Order(2));
    }

    [Fact]
    public void What_people_did_is_still_known_after_any_number_of_orders()
    {
        Tell(Entry("user", "auth.login", 1), Entry("session", "session.command", 2));
        Tell([.. Enumerable.Range(0, SessionArchive.MostAudit + 5).Select(i => Entry("order", "order.place", 3 + i))]);
        Tell(Entry("limit", "limits.set", 20_000));

        (IReadOnlyList<AuditNote> newest, int total) = _archive.Audit(_ => true, 0, 2);
        Assert.Equal((SessionArchive.MostAudit + 3, "limits.set", "order.place"), (total, newest[0].Entry.Action, newest[1].Entry.Action));
        Assert.Equal(["limits.set", "session.command", "auth.login"], _archive.Audit(e => e.Entry.EntityType != "order", 0, 10).Rows.Select(e => e.Entry.Action));
        Assert.Equal("order.place", _archive.Audit(_ => true, total - 3, 1).Rows[0].Entry.Action);
    }
}
