namespace Touchline.Trading.Tests;

public sealed class TimerQueueTests
{
    [Fact]
    public void Timers_come_as_from_a_plain_sorted_list()
    {
        var random = new Random(3);
        var queue = new TimerQueue();
        var plain = new Dictionary<TimerId, long>();
        for (int i = 0; i < 200_000; i++)
        {
            var id = new TimerId(random.Next(-1, 3), random.Next(40));
            switch (random.Next(8))
            {
                case < 4:
                    long due = random.Next(100);
                    queue.Set(id, due);
                    plain[id] = due;
                    break;
                case 4:
                    queue.Cancel(id);
                    plain.Remove(id);
                    break;
                case 5 when random.Next(50) == 0:
                    queue.Clear(id.Owner);
                    foreach (TimerId own in plain.Keys.Where(k => k.Owner == id.Owner).ToList())
                        plain.Remove(own);
                    break;
                default:
                    long before = random.Next(110);
                    var next = plain.Where(t => t.Value < before).OrderBy(t => t.Value).ThenBy(t => t.Key).Select(t => ((TimerId, long)?)(t.Key, t.Value)).FirstOrDefault();
                    Assert.Equal(next, queue.TryTake(before, out TimerId taken, out long at) ? (taken, at) : null);
                    if (next is { } n)
                        plain.Remove(n.Item1);
                    break;
            }

            Assert.Equal(plain.Count == 0 ? long.MaxValue : plain.Values.Min(), queue.NextDueNs);
        }
    }

    [Fact]
    public void One_timer_too_many_is_refused_and_a_moved_one_is_not()
    {
        var queue = new TimerQueue();
        for (int i = 0; i < TimerQueue.Most; i++)
            queue.Set(new TimerId(0, i), i);
        queue.Set(new TimerId(0, 5), 1_000);
        Assert.Throws<InvalidOperationException>(() => queue.Set(new TimerId(1, 0), 1));
    }
}
