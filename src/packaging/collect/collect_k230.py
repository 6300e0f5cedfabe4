def camera():
    from media.media import MediaManager
    from media.sensor import Sensor

    device = Sensor()
    device.reset()
    device.set_framesize(width=640, height=480)
    device.set_pixformat(Sensor.RGB565)
    MediaManager.init()
    device.run()
    time.sleep(2)  # until the exposure is right
    return device.snapshot

