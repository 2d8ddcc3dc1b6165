using System.Text;
using Touchline.Plugins;

namespace Touchline;

/// <summary>A plug-in in C that does one thing and writes down what it is told, each line in the order it came.</summary>
internal sealed class TestPlugin : IDisposable
{
    private const string Source = """
        #include "touchline.h"
        #include <pthread.h>
        #include <stdatomic.h>
        #include <stdio.h>
        #include <string.h>
        #include <unistd.h>

        static atomic_bool stopping, answered;
        static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;
        static pthread_t caller;
        static void note(const char *what, double a, double b, double c)
        {
            pthread_mutex_lock(&writing);
            FILE *log = fopen(LOG, "a");
            if (log != NULL) {
                fprintf(log, "%s %.10g %.10g %.10g\n", what, a, b, c);
                fclose(log);
            }
            pthread_mutex_unlock(&writing);
        }
        static void told(OrderResult r)
        {
            note(pthread_equal(caller, pthread_self()) ? "at-once" : "told", r.success, (double)r.order_id, r.error_code);
            atomic_store(&answered, true);
        }
        DECLARATIONS
        static int with_event(Receiver *receiver, PlaceOrder place, CancelOrder cancel, const CEvent *e)
        {
            (void)receiver; (void)place; (void)cancel; (void)e;
            BODY
            return 0;
        }
        int run(Receiver *receiver, PlaceOrder place, CancelOrder cancel)
        {
            CEvent e;
            int got;
            caller = pthread_self();
            (void)e; (void)got; (void)with_event; (void)told; (void)place; (void)cancel;
            START
            while ((got = receiver->recv(receiver, &e, 1000)) >= 0) {
                if (got == 1 && with_event(receiver, place, cancel, &e) != 0)
                    return 7;
            }
            note("closed", got, 0, 0);
            return 3;
        }
        __attribute__((destructor)) static void gone(void) { note("unloaded", 0, 0, 0); }
        void stop(void) { note("stop", 0, 0, 0); atomic_store(&stopping, true); }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("touchline-native-").FullName;

    /// <param name="body">Statements for each event <c>e</c>; returning 1 ends <c>run</c> with 7.</param>
    /// <param name="start">Statements before the first.</param>
    /// <param name="declarations">Functions of its own.</param>
    public TestPlugin(string body, string start = "", string declarations = "")
    {
        string log = Path.Combine(_folder, "log");
        File.WriteAllText(log, "");
        string text = $"#define LOG \"{log}\"\n{Source.Replace("BODY", body, StringComparison.Ordinal).Replace("START", start, StringComparison.Ordinal).Replace("DECLARATIONS", declarations, StringComparison.Ordinal)}";
        Library = Path.Combine(_folder, $"test{NativeBuild.Extension}");
        NativeBuild built = NativeBuild.Compile("test.c", NativeLanguage.C, Encoding.UTF8.GetBytes(text), Library);
        Assert.Empty(built.Diagnostics);
    }

    public string Library { get; }

    public string[] Log => File.ReadAllLines(Path.Combine(_folder, "log"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

/// <summary>The owner's side of tests.</summary>
internal static class PluginOwner
{
    public static readonly PluginSymbol[] Symbols = [new("BTCUSDT"), new("1000000MOGUSDT_PERP", "MOG")];

    public static NativePlugin Start(string library, PluginHostOptions? host = null) =>
        NativePlugin.Start(new NativePluginOptions { Library = library, Host = host ?? new() }, Symbols, new MachineTime());

    public static void WaitFor(this NativePlugin plugin, PluginState state)
    {
        Assert.True(SpinWait.SpinUntil(() => plugin.State >= state, Patience.Most), $"it is {plugin.State}");
        Assert.True(plugin.State == state, $"{plugin.State}: {plugin.Why}");
    }

    public static PluginRequest Take(this NativePlugin plugin)
    {
        PluginRequest request = default;
        Assert.True(SpinWait.SpinUntil(() => plugin.TryTakeRequest(out request), Patience.Most), $"no request came; it is {plugin.State}: {plugin.Why}");
        return request;
    }

    public static void Ticker(this NativePlugin plugin, int symbol, double bid) => plugin.OfferTicker(symbol, bid, bid + 1, 2, 3, 1_700_000_000_000_000_001, 1_700_000_000_000_000_002);

    public static void Trade(this NativePlugin plugin, int symbol, double price) => plugin.OfferTrade(symbol, price, 0.5, isBuyerMaker: true, 1_700_000_000_000_000_003, 1_700_000_000_000_000_004);
}

/// <summary>The machine's own clock, for what waits for another process.</summary>
internal sealed class MachineTime : TimeProvider;
