using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Touchline.Plugins;

/// <summary>
/// What a plug-in holds of the program: its receiver and two functions of its own. They carry no context, so each loaded plug-in gets its own. They stay for ever, some hundred bytes for each load: a thread that a plug-in left behind finds
/// a closed door rather than freed memory. Any thread of the plug-in may come.
/// </summary>
internal sealed unsafe class PluginDoor
{
    private readonly PlaceOrder _place;
    private readonly CancelOrder _cancel;
    private volatile PluginHost? _host;

    public PluginDoor(PluginHost host)
    {
        _host = host;
        (_place, _cancel) = (Place, Cancel);
        Receiver = (nint)NativeMemory.AllocZeroed((nuint)sizeof(CReceiver));
        *(CReceiver*)Receiver = new CReceiver { Receive = &Receive, Door = GCHandle.ToIntPtr(GCHandle.Alloc(this)) };
        PlaceAt = Marshal.GetFunctionPointerForDelegate(_place);
        CancelAt = Marshal.GetFunctionPointerForDelegate(_cancel);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void PlaceOrder(byte* apiKey, byte* secretKey, byte* symbol, double price, double quantity, byte* side, nint callback);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void CancelOrder(byte* apiKey, byte* secretKey, byte* symbol, long orderId, nint callback);

    public nint Receiver { get; }

    public nint PlaceAt { get; }

    public nint CancelAt { get; }

    /// <summary>The library is about to be unloaded.</summary>
    public void Close() => _host = null;

    /// <param name="callback">0: nobody wants to hear.</param>
    public static void Call(nint callback, OrderResult result)
    {
        if (callback != 0)
            ((delegate* unmanaged[Cdecl]<OrderResult, void>)callback)(result);
    }

    private void Place(byte* apiKey, byte* secretKey, byte* symbol, double price, double quantity, byte* side, nint callback)
    {
        if (_host?.Requests.TryPlace(apiKey, secretKey, symbol, price, quantity, side, callback) != true)
            Call(callback, OrderResult.Failed(OrderResult.NoCode));
    }

    private void Cancel(byte* apiKey, byte* secretKey, byte* symbol, long orderId, nint callback)
    {
        if (_host?.Requests.TryCancel(apiKey, secretKey, symbol, orderId, callback) != true)
            Call(callback, OrderResult.Failed(OrderResult.NoCode));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Receive(CReceiver* self, CEvent* into, int timeoutMs)
    {
        if (self == null || into == null || GCHandle.FromIntPtr(self->Door).Target is not PluginDoor { _host: { } host })
            return PluginHost.Closed;
        return host.Receive(into, timeoutMs);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct CReceiver
    {
        public delegate* unmanaged[Cdecl]<CReceiver*, CEvent*, int, int> Receive;
        public nint Door;
    }
}
