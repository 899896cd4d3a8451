import { Module } from '@nestjs/common';
import { SequelizeModule } from '@nestjs/sequelize';
import { AuditModule } from '../audit/audit.module.js';
import { HousekeepingService } from '../database/housekeeping.service.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { NoticesModule } from '../notices/notices.module.js';
import { UserLifecycle } from '../users/user-lifecycle.js';
import { UsersModule } from '../users/users.module.js';
import { DeviceAccessService } from './device-access.service.js';
import { RememberedDeviceDto } from './remembered-device.dto.js';
import { RememberedDevice } from './remembered-device.model.js';
import { RememberedDevicesController } from './remembered-devices.controller.js';
import { RememberedDevicesService } from './remembered-devices.service.js';
import { RememberedSignIns } from './remembered-sign-ins.js';

/** Browsers on which their users need no second factor for a while. */
@Module({
  imports: [AuditModule, NoticesModule, SequelizeModule.forFeature([RememberedDevice]), UsersModule],
  controllers: [RememberedDevicesController],
  providers: [DeviceAccessService, RememberedDevicesService, RememberedSignIns],
  exports: [DeviceAccessService, RememberedDevicesService, RememberedSignIns],
})
export class RememberedDevicesModule {
  constructor(
    lifecycle: UserLifecycle,
    devices: RememberedDevicesService,
    access: DeviceAccessService,
    housekeeping: HousekeepingService,
    unitOfWork: UnitOfWork,
  ) {
    lifecycle.register({
      accessChanged: async (userIds, { endSessions }, transaction) => {
        if (endSessions) await devices.removeAll(userIds, transaction);
      },
      removed: ({ id }, _actor, transaction) => devices.removeAll([id], transaction),
    });
    lifecycle.registerExport({
      name: 'rememberedDevices',
      type: RememberedDeviceDto,
      description: 'The browsers that need no second factor.',
      read: ({ subject }) => access.list(subject),
    });
    housekeeping.add({
      name: 'old remembered devices',
      run: (limit) => unitOfWork.run((transaction) => devices.sweep(limit, transaction)),
    });
  }
}
