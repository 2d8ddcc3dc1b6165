using System.Text;
using System.Text.Json.Nodes;
using Touchline.Api;
using Touchline.Control;
using Touchline.Storage;
using Touchline.StoredStrategies;
using Touchline.Tests.Api;
using Touchline.Tests.Configuration;
using Touchline.Tests.Users;
using Touchline.Users;

namespace Touchline.Tests.StoredStrategies;

/// <summary>What the disk doesn't take when a strategy is to begin.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_start_whose_code_cant_be_kept_is_told_as_no_fault_of_the_askers_and_audited()
    {
        var store = new StrategyStore(_place["store"], new FakeTime());
        StorePlace.Done(store.Create("mm", "mm", "", Encoding.UTF8.GetBytes("class A : Strategy { }")));
        using var session = new DeskSession(_place);
        string copy = JournalVersions.PathOf(_place["J"], 1, VersionName.Of(store.Find("mm").Strategy!), ".cs");
        // No file can be written there.
        Directory.CreateDirectory(copy);
        var archive = new SessionArchive();
        using var hub = new SessionHub(session.Link, [archive], _ => { });
        await using var api = new ApiStage((app, s) => StrategyRoutes.Map(app, s, desk: session.Desk), link: session.Link);
        JsonNode problem = (await api.Post("/strategies/mm/start", new JsonObject(), Role.Admin)).Is(503);
        string why = (string)problem["detail"]!;
        Assert.StartsWith($"the journal's copy of its code, {copy} can't be written: ", why, StringComparison.Ordinal);
        Assert.EndsWith("; make room there, or let the program write there, then ask again", why, StringComparison.Ordinal);
        Patience.Await(() => archive.Audit(e => e.Entry.Action == "strategy.start", 0, 10).Total == 1, "the audit's line");
        AuditEntry told = archive.Audit(e => e.Entry.Action == "strategy.start", 0, 10).Rows[0].Entry;
        Assert.Equal(("rob", "mm", false, why), (told.Actor, told.EntityId, told.Success, told.ErrorMessage));
        Directory.Delete(copy);
        (await api.Post("/strategies/mm/start", new JsonObject(), Role.Admin)).Is(200);
        Assert.True(File.Exists(copy));
    }

    [Fact]
    public void A_version_whose_code_cant_be_kept_is_let_go_of()
    {
        var held = new Held();
        var version = new ReadyVersion("1-abc", ".cs", "code"u8.ToArray(), () => throw new NotSupportedException(), held);
        var place = new StrategyDesk.Place(null, false, null, (_place["nowhere"], 1));
        Assert.Throws<DiskException>(() => new StrategyDesk.Kept(version, place));
        Assert.Equal(1, held.Disposed);
    }

    private sealed class Held : IDisposable
    {
        public int Disposed { get; private set; }

        public void Dispose() => Disposed++;
    }
}
