using Touchline.Core;

namespace Touchline.Simulate;

/// <summary>A machine that a session runs on: its way into a network, virtual or real, and its clock.</summary>
internal interface IMachine : IWire
{
    /// <summary>The machine's clock.</summary>
    long NowNs { get; }

    /// <summary>The world's time at which this machine's clock shows a time.</summary>
    long WorldNs(long localNs);

    void Listen(IWireListener listener);
}
