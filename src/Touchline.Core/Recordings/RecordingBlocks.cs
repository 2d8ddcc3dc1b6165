namespace Touchline.Core;

/// <summary>A reader's way through a recording; checks every block it enters.</summary>
internal sealed unsafe class RecordingBlocks(Recording recording) : RowBlocks
{
    private int _block = -1;

    public override bool MoveNext()
    {
        if (_block + 1 >= recording.BlockCount)
        {
            _block = recording.BlockCount;
            Start = End = null;
            return false;
        }

        recording.VerifyOnce(++_block);
        Start = recording.Start(_block);
        End = Start + recording.Rows(_block).Length;
        FirstRow = recording.FirstRow(_block);
        return true;
    }

    public override void Release()
    {
    }
}
