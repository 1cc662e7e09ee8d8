namespace Attune.Kernel.Streams;

/// <summary>Standard input of the cells: each line is asked of the person at the front end.</summary>
internal sealed class CellReader(InputDesk desk) : TextReader
{
    private string _rest = "";

    public override string ReadLine()
    {
        if (_rest.Length > 0)
        {
            var line = _rest.TrimEnd('\n');
            _rest = "";
            return line;
        }
        return desk.Ask("", isSecret: false);
    }

    public override int Peek()
    {
        if (_rest.Length == 0)
        {
            _rest = desk.Ask("", isSecret: false) + "\n";
        }
        return _rest[0];
    }

    public override int Read()
    {
        var next = Peek();
        _rest = _rest[1..];
        return next;
    }
}
