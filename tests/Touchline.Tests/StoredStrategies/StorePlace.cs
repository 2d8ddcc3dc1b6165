using System.Text;
using Touchline.StoredStrategies;
using Touchline.Tests.Users;

namespace Touchline.Tests.StoredStrategies;

/// <summary>A store in a folder of its own.</summary>
internal sealed class StorePlace : IDisposable
{
    public StorePlace() => Store = Open();

    public string Folder { get; } = Directory.CreateTempSubdirectory("touchline-store-").FullName;

    public FakeTime Time { get; } = new();

    public StrategyStore Store { get; }

    public string Db => Path.Combine(Folder, "db");

    public string this[params string[] parts] => Path.Combine([Folder, "db", .. parts]);

    /// <summary>Another one on the same folder.</summary>
    public StrategyStore Open(Func<string, IReadOnlyList<int>>? running = null) => new(Folder, Time, running);

    public static byte[] Code(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>One with that code.</summary>
    public StoredStrategy Make(string id, string code = "class A : Strategy { }") => Done(Store.Create(id, id, "BTCUSDT", Code(code)));

    public static StoredStrategy Done(StoreOutcome outcome)
    {
        Assert.Null(outcome.Why);
        Assert.Equal(StoreAnswer.Done, outcome.Answer);
        return outcome.Strategy!;
    }

    public static string Why(StoreAnswer answer, StoreOutcome outcome)
    {
        Assert.Equal(answer, outcome.Answer);
        return outcome.Why!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
