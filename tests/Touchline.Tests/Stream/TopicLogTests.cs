using System.Text.Json.Nodes;
using Touchline.Api;

namespace Touchline.Tests.Stream;

public sealed class TopicLogTests
{
    [Theory]
    [InlineData(1, 1_000_000)]
    [InlineData(7, 1_000_000)]
    [InlineData(64, 300)]
    [InlineData(5, 40)]
    public void It_gives_what_a_list_of_all_updates_gives_as_long_as_its_bounds_allow(int mostUpdates, int mostBytes)
    {
        var random = new Random(mostUpdates * 31 + mostBytes);
        var log = new TopicLog(mostUpdates, mostBytes);
        var all = new List<byte[]>();
        for (int step = 0; step < 2_000; step++)
        {
            if (random.Next(2) == 0)
            {
                all.Add(new byte[random.Next(1, 60)]);
                log.Add(all[^1]);
            }

            Assert.Equal(all.Count, log.Newest);
            int kept = Kept(all, mostUpdates, mostBytes);
            long after = random.Next(-1, all.Count + 2);
            bool hasAll = after >= all.Count - kept && after <= all.Count;
            Assert.Equal(hasAll, log.HasAllAfter(after));
            if (!hasAll)
                continue;
            var into = new byte[random.Next(1, 10)][];
            int count = log.Copy(after, into);
            byte[][] right = [.. all.Skip((int)after).Take(into.Length)];
            Assert.Equal(right.Length, count);
            Assert.All(right, (r, i) => Assert.Same(r, into[i]));
        }
    }

    [Fact]
    public void Who_takes_the_snapshot_and_what_comes_after_knows_what_one_knows_who_took_everything()
    {
        var random = new Random(11);
        var topic = new EventTopic("orders", 20_000);
        var truth = new SortedDictionary<long, string>();
        (long Seq, SortedDictionary<long, string> Open)[] clients = [.. Enumerable.Range(0, 20).Select(_ => (-1L, new SortedDictionary<long, string>()))];
        var turn = new byte[16][];
        int snapshots = 0, resumes = 0;
        for (int step = 1; step <= 5_000; step++)
        {
            Publish(topic, truth, random, step);
            ref (long Seq, SortedDictionary<long, string> Open) client = ref clients[random.Next(random.Next(2, clients.Length + 1))];
            while (true)
            {
                int count = client.Seq < 0 ? -1 : topic.Copy(client.Seq, turn);
                if (count == 0)
                    break;
                if (count < 0)
                {
                    (long seq, byte[] message) = topic.Snapshot();
                    client.Open.Clear();
                    client.Seq = Take(message, client.Open);
                    Assert.Equal(seq, client.Seq);
                    snapshots++;
                }

                for (int i = 0; i < count; i++)
                {
                    long seq = Take(turn[i], client.Open);
                    Assert.Equal(client.Seq + 1, seq);
                    client.Seq = seq;
                    resumes++;
                }
            }

            Assert.Equal(step, client.Seq);
            Assert.Equal(truth, client.Open);
        }

        Assert.True(snapshots > 50 && resumes > 1_000, $"{snapshots} snapshots, {resumes} updates");
    }

    private static int Kept(List<byte[]> all, int mostUpdates, int mostBytes)
    {
        int kept = 0, bytes = 0;
        while (kept < Math.Min(mostUpdates, all.Count) && (kept == 0 || bytes + all[^(kept + 1)].Length <= mostBytes))
            bytes += all[^++kept].Length;
        return kept;
    }

    private static void Publish(EventTopic topic, SortedDictionary<long, string> truth, Random random, int step)
    {
        var items = new List<EventItem>();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            long id = random.Next(1, 40);
            bool isOver = random.Next(3) == 0;
            items.Add(new EventItem(StreamJson.Of(new JsonObject { ["id"] = id, ["at"] = step, ["over"] = isOver }), id, isOver));
            if (isOver)
                truth.Remove(id);
            else
                truth[id] = $"{step}";
        }

        topic.Publish(items);
    }

    private static long Take(byte[] message, SortedDictionary<long, string> open)
    {
        JsonNode json = JsonNode.Parse(message)!;
        foreach (JsonNode? item in json["data"]!.AsArray())
        {
            if ((bool)item!["over"]!)
                open.Remove((long)item["id"]!);
            else
                open[(long)item["id"]!] = $"{item["at"]}";
        }

        return (long)json["seq"]!;
    }
}
