"""Decodes the JPEG files that standard input names, one a line, with Pillow (Debian: python3-pil). The argument is the short side that is wanted."""
import sys
import time

try:
    import PIL
    from PIL import Image
except ImportError:
    print("  Pillow was not measured: python3-pil is not installed")
    sys.exit()


def measure(what, files, draft):
    start = time.process_time()
    for file in files:
        image = Image.open(file)
        if draft:
            image.draft("RGB", (draft, draft))
        image.load()
    print(f"  {what:<42} {1e3 * (time.process_time() - start) / len(files):6.2f} of processor")


files = sys.stdin.read().split("\n")
measure(f"Pillow {PIL.__version__}: decoding", files, None)
measure(f"Pillow {PIL.__version__}: decoding, draft", files, int(sys.argv[1]))
