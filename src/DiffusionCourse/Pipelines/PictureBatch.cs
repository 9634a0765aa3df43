using System.Diagnostics;
using DiffusionCourse.Inference;

namespace DiffusionCourse.Pipelines;

/// <summary>
/// Pictures of one size and one course of timesteps, denoised together: each UNet run evaluates what all of them need at that
/// timestep, one row for a picture without guidance, two for one with it.
/// </summary>
internal sealed class PictureBatch : IDisposable
{
    private readonly UNetSessions _sessions;
    private readonly IReadOnlyList<SweepPicture> _pictures;
    private readonly PictureRun[] _runs;
    private readonly bool[] _both;
    private readonly float[] _conditional;
    private readonly float[] _unconditional;
    private readonly RunControl _control;
    private UNetBinding? _unet;

    public PictureBatch(UNetSessions sessions, IReadOnlyList<SweepPicture> pictures, CancellationToken cancellation)
    {
        _sessions = sessions;
        _pictures = pictures;
        _control = new(cancellation);
        var resolved = pictures[0].Resolved;
        var length = sessions.Model.Channels * resolved.LatentHeight * resolved.LatentWidth;
        _runs = [.. pictures.Select(picture => new PictureRun(picture.Resolved, length, withPredictedOriginal: false))];
        _both = new bool[pictures.Count];
        Evaluations = new int[pictures.Count];
        _conditional = new float[length];
        _unconditional = new float[length];
    }

    /// <summary>UNet evaluations of each picture.</summary>
    public int[] Evaluations { get; }

    public TimeSpan UNetTime { get; private set; }

    public TimeSpan SchedulerTime { get; private set; }

    public ReadOnlySpan<float> Latents(int picture) => _runs[picture].Latents;

    /// <summary>Makes all scheduler calls of all pictures.</summary>
    public void Run()
    {
        while (_runs[0].Position < _runs[0].CallCount)
        {
            _control.Cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            var unet = Prepare();
            var prepared = Stopwatch.GetTimestamp();
            unet.Run(_runs[0].NextTimestep, _control);
            var evaluated = Stopwatch.GetTimestamp();
            Step(unet);
            UNetTime += Stopwatch.GetElapsedTime(prepared, evaluated);
            SchedulerTime += Stopwatch.GetElapsedTime(start, prepared) + Stopwatch.GetElapsedTime(evaluated);
        }
    }

    public void Dispose()
    {
        _unet?.Dispose();
        _control.Dispose();
    }

    private UNetBinding Prepare()
    {
        var unet = UNetForThisCall();
        var row = 0;
        for (var i = 0; i < _runs.Length; i++)
        {
            var input = _runs[i].ScaleInput();
            unet.WriteSample(row++, input);
            if (_both[i])
            {
                unet.WriteSample(row++, input);
            }

            Evaluations[i] += _both[i] ? 2 : 1;
        }

        return unet;
    }

    // Which pictures need both evaluations changes at most a few times in a run: where guidance holds for an interval.
    private UNetBinding UNetForThisCall()
    {
        var same = _unet is not null;
        for (var i = 0; i < _runs.Length; i++)
        {
            var both = _runs[i].NeedsBoth;
            same &= both == _both[i];
            _both[i] = both;
        }

        if (!same)
        {
            _unet?.Dispose();
            _unet = Bind();
        }

        return _unet!;
    }

    private UNetBinding Bind()
    {
        var unet = _sessions.OpenBatch(_runs.Length + _both.Count(both => both), _pictures[0].Resolved.ShapeFor(_pictures[0].Text));
        var row = 0;
        for (var i = 0; i < _runs.Length; i++)
        {
            var picture = _pictures[i];
            unet.WriteText(row++, picture.Text, picture.Resolved.Plan.GuidanceScale);
            if (_both[i])
            {
                unet.WriteText(row++, picture.Negative ?? picture.Text, picture.Resolved.Plan.GuidanceScale);
            }
        }

        return unet;
    }

    private void Step(UNetBinding unet)
    {
        var row = 0;
        for (var i = 0; i < _runs.Length; i++)
        {
            unet.ReadOutput(row++, _conditional);
            if (_both[i])
            {
                unet.ReadOutput(row++, _unconditional);
            }

            _runs[i].Step(_both[i] ? _unconditional : _conditional, _conditional);
        }
    }
}
