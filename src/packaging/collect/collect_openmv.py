def camera():
    try:
        import csi
    except ImportError:  # firmware that has only the older module
        import sensor

        sensor.reset()
        sensor.set_pixformat(sensor.RGB565)
        sensor.set_framesize(sensor.QVGA)
        sensor.skip_frames(time=2000)
        return sensor.snapshot
    device = csi.CSI()
    device.reset()
    device.pixformat(csi.RGB565)
    device.framesize(csi.QVGA)
    device.snapshot(time=2000)  # until the exposure is right
    return device.snapshot

