using static TorchSharp.torch;

namespace Twofold.Photos.Training.Tests;

public sealed class ScratchTeacherTests : TeacherContract
{
    private protected override ITeacher Teacher(int size)
    {
        var none = new SmallPictures(size, [], [], 2);
        var pictures = new SmallPictures(size, [.. ColoredPictures.RedAndBlue(perLabel: 4, size).Pixels], [0, 1, 0, 1, 0, 1, 0, 1], 2);
        return ScratchTeacher.Read(new ScratchRecognizerTrainer { Steps = 2, Seed = 1 }.Train(pictures, none).Onnx, size, ScalarType.Float32);
    }
}
